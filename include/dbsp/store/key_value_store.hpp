/// `key_value_store`: where an engine keeps what is too much for its memory.
#pragma once

#include <dbsp/error.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbsp {

/// Changes of a store that are written together.  The ranges are erased first.
struct store_batch {
    struct change {
        std::string key;
        std::optional<std::string> value; ///< none: the key is erased
    };
    std::vector<std::pair<std::string, std::string>> erased; ///< from a key on, up to and without another one
    std::vector<change> changes;                             ///< in the order of their keys, each key once
    std::size_t bytes = 0;                                   ///< of the keys and values of the changes

    void put(std::string key, std::string value) {
        bytes += key.size() + value.size();
        changes.push_back({std::move(key), std::move(value)});
    }
    void erase(std::string key) {
        bytes += key.size();
        changes.push_back({std::move(key), std::nullopt});
    }
    [[nodiscard]] bool empty() const { return changes.empty() && erased.empty(); }
};

/// Texts by keys, in the order of the bytes of the keys.  Belongs to one engine, and is empty at first.
/// Errors: `store_error` of every call that cannot do what it should.
class key_value_store {
  public:
    key_value_store() = default;
    key_value_store(const key_value_store&) = delete;
    key_value_store& operator=(const key_value_store&) = delete;
    virtual ~key_value_store() = default;

    /// The value of a key, where there is one.
    [[nodiscard]] virtual std::optional<std::string> get(std::string_view key) = 0;
    /// Where this throws, any part of the changes may have been written.  All that was written before is still there.
    virtual void write(const store_batch& batch) = 0;
    /// `use(key, value)` for the keys from `first` on, up to and without `last`, in their order.
    virtual void scan(std::string_view first, std::string_view last,
                      const std::function<void(std::string_view, std::string_view)>& use) = 0;
    /// How much the store takes where it stands, in bytes.
    [[nodiscard]] virtual std::uint64_t bytes() const = 0;
};

} // namespace dbsp
