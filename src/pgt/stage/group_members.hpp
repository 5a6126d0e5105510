/// `members_to_store`: the rows of groups, where they are cheaper to store than to find.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/typing.hpp>

#include <optional>

namespace pgt::stage {

/// The rows that `node` groups, where its results are computed from all rows of a touched group, these are joined or made by functions in
/// FROM, and are not those of one row of a source: then groups are large, and nothing finds their rows.  None otherwise.
/// (docs/adr/0057-members-of-groups.md)
[[nodiscard]] std::optional<circuit> members_to_store(const bind::query& query, const circuit& node,
                                                      lower::typing& types);

} // namespace pgt::stage
