/// What goes when something was dropped.
#pragma once

#include "pg/ddl/ddl_commands.hpp"

#include <vector>

namespace pgt::ext {

/// Clears away what belongs to stream tables and sources that are gone, and has stream tables set up anew that missed something by
/// it. Throws `user_error` 0A000 if a stream table has lost a part of itself.
void follow_drops(const std::vector<pg::dropped_object>& all);

} // namespace pgt::ext
