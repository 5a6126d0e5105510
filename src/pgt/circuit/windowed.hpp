/// Window functions as the reference evaluator computes them, from all rows of a group.
#pragma once

#include <pgt/circuit/window_call.hpp>
#include <pgt/expr/value.hpp>

#include <dbsp/zset/zset.hpp>

#include <vector>

namespace pgt::detail {

/// Each row of a bag, as often as it is there, followed by the results of the calls.  Rows that an ORDER BY leaves in any order are
/// ordered by their columns.
/// Errors: `not_evaluable` for functions and frames that only PostgreSQL can compute.
[[nodiscard]] std::vector<row> windowed(const std::vector<window_call>& calls,
                                        const dbsp::zset<row, dbsp::default_weight>& rows);

} // namespace pgt::detail
