/// `choose_cuts`: which parts of a query are worth a stored state.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/stage/cut.hpp>

#include <vector>

namespace pgt::stage {

/// The nodes that a refresh would compute from all of their rows, whatever changed, although their own changes can be computed:
///
/// - a recursion that is not at the top of the query;
/// - an aggregate over all rows that is not at the top of the query;
/// - groups, distinct rows or the result of a set operation that what meets them does not restrict;
/// - groups of joined rows, below other operators, whose results are kept by adding changes up: the rows of a touched group would be joined
///   twice for each change.
///
/// The rows of groups at the top of a stage that are computed from their rows, where these are joined and groups are large
/// (docs/adr/0057-members-of-groups.md).  The rows of window functions at the top that are maintained frame by frame, below a condition on their results
/// (docs/adr/0068-frames.md).  The groups at the top of a query with HAVING, and the values of its aggregates with DISTINCT, where it follows changes with these.
/// And the required ones (`required_cuts`).  None for a query that one stage maintains as well.  The keys of joins in `query` must be keys that mean grouping
/// (`lower::join_keys`).  A function of circuit, keys and types alone.
[[nodiscard]] std::vector<cut> choose_cuts(const bind::query& query, const bind::catalog& types);

} // namespace pgt::stage
