/// Aggregates as the reference evaluator computes them, from all rows of a group.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/expr/value.hpp>

#include <dbsp/zset/zset.hpp>

namespace pgt::detail {

using weighted_rows = dbsp::zset<row, dbsp::default_weight>;

/// Errors: `not_evaluable` for avg, whose numeric results only PostgreSQL has, and for aggregates of other kinds.
[[nodiscard]] value aggregated(const aggregate_call& call, const weighted_rows& rows);

} // namespace pgt::detail
