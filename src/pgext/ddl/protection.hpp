/// What nobody may do to a stream table.
#pragma once

#include "catalog/stream_table.hpp"

namespace pgt::ext {

/// Throws `user_error` 0A000 if a command has taken from the table what its refresh rests on: its columns, its guard, its
/// freedom from foreign keys and inheritance.
void check_intact(const stream_table& table);

/// Throws `user_error` 0A000 if `relation` has a foreign key to a stream table, or inherits from one.
void check_references(pg::oid relation);

} // namespace pgt::ext
