/// `lock_touched`: what a transaction locks of a stream table before it applies changes to it.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"
#include "refresh/delta_batch.hpp"

namespace pgt::ext {

/// Locks the rows that a batch touches where the plan allows that, else all of the stream table; nothing of one that is locked already.
/// Snapshots that are taken afterwards see what others have done to them. Throws `pg::error` if a key cannot be computed. What is locked in a subtransaction
/// that is rolled back is not locked any more.
void lock_touched(const stream_table& table, prepared_table& prepared, const delta_batch& batch);

/// Locks all of it, after rows of it perhaps: then a deadlock is possible, which the server ends.
void lock_whole(const stream_table& table);

} // namespace pgt::ext
