/// The statements of sources whose rows come and go by the clock.
///
/// Let `x` be the base of such a source and `c(t)` its condition at the moment `t`.  From the moment `t0` to the moment `t1`, while `x`
/// changes by `d` to `x1`, the source changes by
///
///     filter(x1, c(t1)) - filter(x1 - d, c(t0)) = filter(d, c(t0)) + (filter(x1, c(t1)) - filter(x1, c(t0)))
///
/// A row is in the difference only if one of its comparisons with the clock has another result at `t1` than at `t0`: its value lies between
/// the two values of the clock.  Such rows are found by an index.  Law: tests/property/pgt/clock.cpp.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/stage/maintenance_plan.hpp>

#include <vector>

namespace pgt::stage {

/// The clocked sources of a query.
[[nodiscard]] std::vector<clocked_input> clocked_inputs(const bind::query& query, const bind::catalog& types);

/// The columns of the base of a clocked source that are compared with the clock.
[[nodiscard]] std::vector<std::size_t> columns_by_clock(const bind::clocked& source);

} // namespace pgt::stage
