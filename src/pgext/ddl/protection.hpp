/// Commands that are not allowed on a stream table.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/ddl/ddl_commands.hpp"

namespace pgt::ext {

/// Throws `user_error` 0A000 if a command has broken an invariant that refreshes rely on: the columns, the state of the triggers, no constraints, no inheritance, crash safety.
void check_altered(const stream_table& table, const pg::touched_object& altered);

/// The same of a partition of a stream table, whose owner does not change alone either.
void check_altered_partition(const stream_table& above, const pg::touched_object& altered);

/// Throws `user_error` 0A000 if a partition of the stream table is being detached by DETACH CONCURRENTLY, which commits before it can be looked at.
void refuse_concurrent_detach(pg::oid table);

/// Throws `user_error` 0A000 unless the trigger that guards the table is unchanged, and no other trigger changes rows before they are stored.
/// `relation` is the table, or a partition of it; partitioned tables have no row triggers at all.
void check_triggers(const stream_table& table, pg::oid relation);

/// These always throw `user_error` 0A000, unless the command is the extension's own.
void refuse_rule(const stream_table& table);
void refuse_dropped_column(const stream_table& table);

/// Throws `user_error` 0A000 if the refresh of a stream table needs the index.
void check_index_is_free(pg::oid index);

/// Throws `user_error` 0A000 if `relation` has a foreign key to a stream table, or inherits from one, or from a state.
void check_references(pg::oid relation);

/// Throws `user_error` 0A000 if a stream table or a state is a partition or a child of `relation`, or of one below it: statements that name that
/// one would change its rows without firing its guard.
void check_members(pg::oid relation);

// States belong to the owner of their stream table, but only refreshes change them. `relation` may be anything.

/// Throws if it is a state: a command has altered it.
void refuse_altered_state(pg::oid relation);
/// Throws if it was a state: a command has moved it to another schema.
void refuse_moved_state(pg::oid relation);
/// Throws if it is a state with triggers that would change its rows, or without the one that guards it.
void check_triggers_of_state(pg::oid relation);

} // namespace pgt::ext
