/// `window_run`: how the results of a running window function continue from row to row.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/circuit/window_call.hpp>

#include <cstdint>
#include <optional>

namespace pgt::lower {

/// How the result of a function at a row follows from its result `b` at the last row of the preceding rows, and its result `w` over the rest alone.
enum class window_run : std::uint8_t {
    row_number, ///< b + w
    rank,       ///< the number of preceding rows + w
    dense_rank, ///< b + w
    count,      ///< b + w
    sum,        ///< b + w, of those that are not NULL
    mean,       ///< the sum divided by the count, both of them continued
    least,
    greatest,
    all_true,
    any_true,
    first, ///< b
    own,   ///< w: only the row itself or its peers matter
};

/// Of `row_number`, `rank` and `dense_rank`; of `first_value`, `last_value` and exact aggregates over frames from the first row of the partition to the
/// current row. None for other functions, and other types of the result.
/// Law: if no row of a partition is a peer of a row after it, as far as the function looks at peers (`looks_at_peers`), the results over the partition are those over
/// its first n rows, and for the others those over the others alone, each combined with the result at row n.
[[nodiscard]] std::optional<window_run> run_of(const window_call& call, const bind::type_info& result);

/// Whether the result depends on which rows are equal in the order of the window.
[[nodiscard]] bool looks_at_peers(const window_call& call);

/// Whether rows that come after other rows see only how many of them there are, and which arguments they have, not their order.
[[nodiscard]] bool ignores_order(window_run run);

} // namespace pgt::lower
