/// Commands that change what the queries of stream tables mean, or how changes of their sources are captured.
#pragma once

#include "pg/ddl/ddl_commands.hpp"

namespace pgt::ext {

/// What one touched object means for stream tables: those whose contents may not be what their queries give now are set up anew
/// by their next refresh, capture goes on, names are taken over. Throws `user_error` 0A000 for what nobody may do to a stream
/// table.
void follow(const pg::touched_object& touched);

} // namespace pgt::ext
