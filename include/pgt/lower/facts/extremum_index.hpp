/// By which index the extremum of a group is found.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/facts/typing.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

/// The columns of the rows of a table, in their order, an index on which finds the extremum that a call asks for: those of the group, and the
/// argument.  None where the groups are not of the rows of one table, the call is no `min` or `max`, or the order of a type is not known.
[[nodiscard]] std::optional<std::vector<std::size_t>>
extremum_index(const grouped_query& groups, const aggregate_call& call, typing& types);

/// Those of all calls at the top of a query that are over the rows of the leaf with that name, each once.
[[nodiscard]] std::vector<std::vector<std::size_t>> extremum_indexes(const circuit& root,
                                                                     const std::string& name, typing& types);

} // namespace pgt::lower
