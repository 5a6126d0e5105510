/// Commands that change what the queries of stream tables mean, or how changes of their sources are captured.
#pragma once

#include "pg/ddl/ddl_commands.hpp"

namespace pgt::ext {

/// The consequences of one changed object for stream tables: those whose contents may differ from the results of their queries are re-initialised by their next refresh, capture continues, names are updated. Throws `user_error` 0A000 for commands that are not allowed on a stream table.
void follow(const pg::touched_object& touched);

} // namespace pgt::ext
