/// Capture of changes: from a source's triggers to what a refresh reads.
#pragma once

#include "frontier/frontier.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/capture/change_buffer.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace pgt::ext {

/// What has been taken in by who sees exactly what `seen` sees.
[[nodiscard]] frontier frontier_of(const pg::snapshot& seen);

/// Sees to it that changes of `columns` of `source` are captured from now on, and until the end of this
/// transaction at least. Where something has to be made for that, waits until those who are writing to the
/// source are done; where all is there already, waits for nobody.
///
/// A consumer that registers itself in this transaction takes the snapshot of its first content after this
/// call: then its frontier and what is captured meet without gap and without overlap. Under REPEATABLE READ
/// that has to be `pg::snapshot::latest`.
///
/// Call it again when a partition was attached or created, or the type of a column was changed.
///
/// Throws `user_error` if the source is not a table, or has partitions that are not; `pg::error` if it is gone.
void ensure_capture(pg::oid source, std::span<const pg::column_number> columns);

/// Whether `ensure_capture` would have to make something, and so to wait for those who write to the source.
[[nodiscard]] bool needs_capture(pg::oid source, std::span<const pg::column_number> columns);

/// Whether nothing of what captures changes of `source` is missing, disabled or of another type. Restores leave it behind, and
/// so does pg_upgrade.
[[nodiscard]] bool is_capturing(pg::oid source);

/// Ends the capture of `source` and drops its buffer, unless `is_consumed` says, asked when no new consumer
/// can come any more, that somebody needs them. It has to look with `pg::snapshot::latest`. Nothing happens
/// if nothing is captured.
void release_capture(pg::oid source, const std::function<bool()>& is_consumed);

/// Captures changes of a table, too, that has become a partition of `source`. Throws as `ensure_capture`.
void capture_partition(pg::oid source, pg::oid table);

/// Takes the triggers for `source` off a table that is no longer a partition of it.
void release_partition(pg::oid source, pg::oid table);

/// What a source's buffer holds for a consumer.
struct changes {
    pg::oid source = pg::no_oid;
    pg::buffer_content content;
};

/// Says that a consumer will take in what was captured by computing everything, so that nobody is going to read it.
void recomputed(pg::oid source);

/// The changes of `source` that `under` sees and `after` does not cover, as a delta that statements can read
/// the name that is wanted. Throws `user_error` if the source is not captured, or not with these columns.
[[nodiscard]] changes read_changes(pg::oid source, const frontier& after, const pg::snapshot& under,
                                   const pg::buffer_request& wanted);

/// Deletes from the buffer what every consumer has taken in, as far as it stands where was read; and elsewhere, if something may
/// have been left there. A large buffer in which nothing else stands is emptied as a whole when the transaction commits. `frontiers`
/// gives the frontier of every consumer of the source, that of the caller as it will be; it has to look with
/// `pg::snapshot::latest`, and is asked when no new consumer can come, and perhaps again at the commit. Does nothing when a consumer
/// is just coming: a later refresh will do it. Says how many rows were, or will be, deleted. Large values in the delta that was
/// read stand in the buffer: read the delta no more.
std::size_t dispose(const changes& read, const std::function<std::vector<frontier>()>& frontiers);

} // namespace pgt::ext
