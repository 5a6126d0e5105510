/// Maintenance of the capture of a source.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/ddl/ddl_commands.hpp"

namespace pgt::ext {

/// Enables the capture triggers of a table and of the partitions below it, after a command that may have disabled them: a load with disabled triggers is captured too, and nothing is captured twice afterwards.
void keep_capturing(pg::oid table);

/// After a change of the type of a column: removes it from the buffers of the sources that the table is a part of. Consumers that need it add it again when they are re-initialised.
void follow_types(pg::oid table);

/// Throws `user_error` 55006 if `pg_trickle.block_source_ddl` is on, and stream tables read a table whose columns a command has changed.
void check_source_ddl(const pg::touched_object& table);

} // namespace pgt::ext
