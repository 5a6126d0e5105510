/// The consequences of drops.
#pragma once

#include "pg/ddl/ddl_commands.hpp"

#include <vector>

namespace pgt::ext {

/// Removes what belongs to dropped stream tables and sources, and marks stream tables that may have missed changes for re-initialisation. Throws `user_error` 0A000 if a stream table has lost a part of itself.
void follow_drops(const std::vector<pg::dropped_object>& all);

} // namespace pgt::ext
