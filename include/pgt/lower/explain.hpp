/// What a plan shows of itself: the circuit of the query, the circuit of its changes, and what each operator costs.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/plan.hpp>

namespace pgt::lower {

/// The circuit of a query, each operator with its cost; an operator at the top
/// whose state is the stream table costs what its changes do.
[[nodiscard]] circuit_drawing draw_query(const bind::query& query, const circuit& c, bool top_is_stored);

/// A circuit of changes.
[[nodiscard]] circuit_drawing draw_changes(const bind::query& query, const circuit& c);

} // namespace pgt::lower
