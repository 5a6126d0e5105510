/// Sources that get or lose parents, children and partitions.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// After a command that changed the family of `table`: new partitions of a source are captured too, and those that it has no
/// more are let go. The stream tables that read it are set up anew where rows came or went with a partition, and where its
/// changes escape its triggers from now on: then in mode FULL, or with an error.
void follow_family(pg::oid table);

} // namespace pgt::ext
