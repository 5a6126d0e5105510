/// `run_statement`: runs a prepared statement that changes a stream table.
#pragma once

#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/query/change_statement.hpp"
#include "pg/value/clock.hpp"
#include "refresh/apply_result.hpp"

#include <span>

namespace pgt::ext {

/// Locks the partitions that the statement reads, and runs it. `clock` was started before the statement was prepared. Throws
/// `pg::error`, or `snapshot_outdated` if a partition was rewritten after `under` was taken.
[[nodiscard]] apply_result run_statement(const prepared_table& prepared,
                                         const pg::change_statement& statement,
                                         std::span<const pg::offered_delta> deltas, const pg::snapshot& under,
                                         pg::stopwatch& clock);

/// The same for the statement of a state, which returns what it has changed: adds that to `changed`, and counts nothing.
[[nodiscard]] apply_result run_statement(const prepared_table& prepared,
                                         const pg::change_statement& statement,
                                         std::span<const pg::offered_delta> deltas, const pg::snapshot& under,
                                         pg::stopwatch& clock, pg::delta_store& changed);

} // namespace pgt::ext
