/// `cold_entries`: the entries of a state table that are not in memory.
#pragma once

#include <dbsp/value/footprint.hpp>

#include <cstddef>
#include <functional>

namespace dbsp::detail {

/// What a state table asks before it looks into its memory.  An entry is either in memory or here.
template <class K, class V> class cold_entries {
  public:
    cold_entries() = default;
    cold_entries(const cold_entries&) = delete;
    cold_entries& operator=(const cold_entries&) = delete;
    virtual ~cold_entries() = default;

    /// An entry is about to be read or changed: if it is here, it is in memory afterwards.  Where this throws, nothing has changed.
    virtual void fetch(const K& key, bool changes) = 0;

    /// Between steps.
    [[nodiscard]] virtual std::size_t size() const = 0;
    [[nodiscard]] virtual state_size stored() const = 0;
    virtual void for_each(const std::function<void(const K&, const V&)>& use) const = 0;
    virtual void erase_keys(const std::function<bool(const K&)>& test) = 0;

    /// All entries are set aside, as if there were none; then they are back, or all are gone.
    virtual void set_aside() noexcept = 0;
    virtual void put_back() noexcept = 0;
    virtual void forget() noexcept = 0;
};

} // namespace dbsp::detail
