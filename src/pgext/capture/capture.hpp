/// Captured changes: what a refresh reads of them, and what becomes of them then.
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

/// What a consumer has applied that sees exactly what `seen` sees.
[[nodiscard]] frontier frontier_of(const pg::snapshot& seen);

/// Whether the changes of a source are captured, without anything missing, whatever the method. What they are can be read.
[[nodiscard]] bool is_capturing(pg::oid source);

/// Whether stream tables in mode IMMEDIATE or ON COMMIT are handed the changed rows of a source, without anything missing.
[[nodiscard]] bool is_handed_on(pg::oid source);

/// What a source's buffer holds for a consumer.
struct changes {
    pg::oid source = pg::no_oid;
    pg::buffer_content content;
};

/// Notes that a consumer is recomputed, and will not read what was captured for it.
void recomputed(pg::oid source);

/// The changes of `source` that `under` sees and `after` does not cover, as a delta that statements can read
/// the name that is wanted. Throws `user_error` if the source is not captured, or not with these columns.
[[nodiscard]] changes read_changes(pg::oid source, const frontier& after, const pg::snapshot& under,
                                   const pg::buffer_request& wanted);

/// Deletes from the buffer what every consumer has applied, as far as it stands where was read; and elsewhere, if something may
/// have been left there. A large buffer in which nothing else stands is emptied as a whole when the transaction commits.
/// `low_frontier` gives what all consumers of the source have applied, the caller as it will have; it has to look with
/// `pg::snapshot::latest`, and is asked when no new consumer can come, and perhaps again at the commit. Does nothing while a
/// consumer is registering itself: a later refresh will do it. `until` is what the caller will have applied. Returns how many rows were, or will be, deleted. Large values in the
/// delta that was read stand in the buffer: read the delta no more.
std::size_t dispose(const changes& read, const frontier& until,
                    const std::function<frontier()>& low_frontier);

} // namespace pgt::ext
