/// `net_rows`: rows on their way into a delta store, added up.
#pragma once

#include "pg/query/delta_store.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

struct MinimalTupleData;

namespace pgt::pg {

/// Collects rows; of those that look exactly alike one goes into the store, with the sum of their weights, and none where that
/// is 0. Where that would take too much memory, or a look at large values that stand elsewhere, rows go into the store as
/// they come.
class net_rows {
  public:
    explicit net_rows(delta_store& to);
    net_rows(const net_rows&) = delete;
    net_rows& operator=(const net_rows&) = delete;
    ~net_rows();

    /// One value for each column of the store, the weight last. Only inside `call`.
    void add(datum* values, const bool* nulls, std::int32_t weight);
    /// Hands on what has been collected. Only inside `call`; the last thing to be done.
    void finish();
    /// Whether no two rows of the store are identical.
    [[nodiscard]] bool complete() const noexcept { return complete_; }

  private:
    struct entry {
        MinimalTupleData* row; ///< with weight 0
        std::int32_t weight;
    };

    void give_up();

    delta_store& to_;
    MemoryContextData* memory_;
    std::vector<entry> entries_;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> by_hash_; ///< the place in `entries_`
    std::size_t size_ = 0;
    bool complete_ = true;
};

} // namespace pgt::pg
