/// Aggregates with DISTINCT as aggregates over distinct rows, which are stored as a state.
///
///     aggregate(k; sum(x), count(DISTINCT y), in)
///     = aggregate(k; sum(x) FILTER (WHERE of_rows), count(y) FILTER (WHERE of_y),
///                 (in, of_rows) + (distinct(k, y of in), of_y))
///
/// Both terms are linear in what is stored and in what changes, and so are all calls over them.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/lower/facts/typing.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::stage {

/// An aggregate whose calls with DISTINCT are over distinct rows.
struct aggregate_over_distinct {
    circuit node;                ///< the rows of the aggregate
    std::vector<circuit> values; ///< distinct rows that it reads: the columns of a group, and a value
};

/// The aggregate with distinct rows in the place of DISTINCT; none where it has no call with DISTINCT.  `width` is the number of columns of its
/// input.
[[nodiscard]] std::optional<aggregate_over_distinct> separated_distinct(const circuit& aggregate,
                                                                        std::size_t width);

/// The same, where the distinct rows can be stored and the aggregate follows changes of them by its states.
[[nodiscard]] std::optional<aggregate_over_distinct> over_distinct_rows(const circuit& aggregate,
                                                                        lower::typing& types);

} // namespace pgt::stage
