/// `apply`: changes a stream table, and its states, by the changes of its sources.
#pragma once

#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"
#include "refresh/apply_result.hpp"
#include "refresh/delta_batch.hpp"

namespace pgt::ext {

/// What statements do with groups that changes touch.
enum class touched_groups {
    added_to,  ///< where a group has to be recomputed instead, the statement fails with `not_additive`
    recomputed ///< those that have to be; the others are added to
};

/// Applies a batch, stage by stage. Reads the sources and the stream table as `under` sees them, writes the states, the stream table
/// and nothing else: neither the catalog nor the buffers. Called in an `owner_scope` with all sources locked. Throws `pg::error`; `snapshot_outdated` if a
/// partition that is read was rewritten after `under` was taken.
[[nodiscard]] apply_result apply(prepared_table& prepared, const delta_batch& batch,
                                 const pg::snapshot& under, touched_groups how);

} // namespace pgt::ext
