/// DROP INDEX of an index on a source, which may be the one that identifies its rows.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <vector>

namespace pgt::ext {

/// Before the command: keeps which tables the indexes are on, which nothing tells any more when they are gone.
void note_indexes_to_drop(const std::vector<pg::oid>& indexes);

/// After it: re-initialises the stream tables in mode IMMEDIATE that found rows of these tables by an index that is gone.
void follow_dropped_indexes();

} // namespace pgt::ext
