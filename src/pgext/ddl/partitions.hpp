/// Partitions of sources that come and go.
#pragma once

#include "pg/declarations.hpp"

namespace pgt::ext {

/// After a command that touched `relation`: if that is, or is a partition below, a source whose changes are captured, its
/// new partitions are captured too, and those that it has no more are let go. The stream tables that read it are computed
/// anew where rows came or went with a partition.
void follow_partitions(pg::oid relation);

} // namespace pgt::ext
