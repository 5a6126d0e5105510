/// Sources that get or lose parents, children and partitions.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// After a command that changed the family of `table`: new partitions of a source are captured too, and former ones are released. The stream tables that read it are re-initialised if a partition was attached or detached with rows, and if triggers can no longer capture all of its changes: then in mode FULL, or with an error.
void follow_family(pg::oid table);

} // namespace pgt::ext
