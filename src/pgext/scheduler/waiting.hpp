/// What waits in change buffers for stream tables. Each buffer is read once for all of them.
#pragma once

#include "pg/capture/change_buffer.hpp"
#include "scheduler/watched_table.hpp"

#include <map>
#include <optional>
#include <vector>

namespace pgt::ext {

/// How far a stream table has come.
[[nodiscard]] frontier frontier_of(const watched_table& table);

/// The change buffer of a source; none if there is none, or somebody is about to empty or drop it. Waits for nobody.
[[nodiscard]] std::optional<pg::relation> buffer_at_hand(pg::oid source);

/// The places in `tables` of those that take in the changes of each source.
[[nodiscard]] std::map<pg::oid, std::vector<std::size_t>>
consumers_in(const std::vector<watched_table>& tables);

/// For each table whether there is something to take in that `under` sees, or nobody can tell.
[[nodiscard]] std::vector<bool> wait_for_changes(const std::vector<watched_table>& tables,
                                                 const pg::snapshot& under);

} // namespace pgt::ext
