/// `computed_in_full`: what a refresh computes from all rows.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>

#include <vector>

namespace pgt::stage {

/// Whether a node looks at more than the single rows of a change: at groups of rows, or all of them.
[[nodiscard]] bool is_computed(const circuit& c);

/// The nodes of a query, the topmost ones, that the statement for changes of all its sources computes from all rows that they
/// depend on: a recursion, or groups that nothing restricts.
[[nodiscard]] std::vector<circuit> computed_in_full(lower::lowered_query& q);

} // namespace pgt::stage
