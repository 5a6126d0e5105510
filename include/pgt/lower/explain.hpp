/// What a plan shows of itself: the circuit of the query, the circuit of its changes, and what each operator costs.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/plan.hpp>

#include <string>

namespace pgt::lower {

/// What is known of the operator at the top of a query.
struct top_upkeep {
    bool is_stored = false; ///< its state is the stream table
    std::string of_windows =
        {}; ///< what window functions cost there, and why; empty: they cost what they cost anywhere
};

/// The circuit of a query, each operator with its cost; an operator at the top
/// whose state is the stream table costs what its changes do.
[[nodiscard]] circuit_drawing draw_query(const bind::query& query, const circuit& c, const top_upkeep& top);

/// A circuit of changes.
[[nodiscard]] circuit_drawing draw_changes(const bind::query& query, const circuit& c);

} // namespace pgt::lower
