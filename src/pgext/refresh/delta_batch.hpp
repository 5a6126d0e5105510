/// `delta_batch`: the changes that one run applies to a stream table.
#pragma once

#include "pg/query/delta_store.hpp"

#include <pgt/lower/piece/source_set.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::ext {

/// Where the changes were captured makes no difference to it.
struct delta_batch {
    /// The delta of each source, in the order of `prepared_table::sources`; none: the source has not changed.
    std::vector<std::optional<pg::delta_store>> by_source;
    std::int64_t count = 0; ///< changes that were captured, before identical rows were added up
    bool net = true;        ///< identical rows of a delta are one row with the sum of their weights

    /// Which sources have changed.
    [[nodiscard]] lower::source_set changed() const {
        lower::source_set set;
        for (const auto& delta : by_source) { set.push_back(delta.has_value()); }
        return set;
    }
};

} // namespace pgt::ext
