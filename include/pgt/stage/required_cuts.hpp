/// `required_cuts`: parts of a query that have to be stored for the result to be right.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/stage/cut.hpp>

#include <vector>

namespace pgt::stage {

/// Window functions that are not at the top of the query: where their ORDER BY leaves rows in any order, the rows before a change cannot
/// be computed again.  Not those whose rows no table can hold.
[[nodiscard]] std::vector<cut> required_cuts(const bind::query& query, lower::typing& types);

/// Whether a table can hold the rows of a node.
[[nodiscard]] bool can_be_stored(const circuit& node, lower::typing& types);

} // namespace pgt::stage
