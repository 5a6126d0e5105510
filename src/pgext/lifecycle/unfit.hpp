/// Stream tables in mode IMMEDIATE or ON COMMIT whose plans no longer suit the tables that they read.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// Marks those that read a table, which has been altered, and whose rows were computed by another plan than they would be
/// now. `reinitialise_marked` computes them again. Those whose sources are not captured are left to a refresh: triggers were lost, or pg_restore has not come
/// to them.
void mark_unfit(pg::oid altered);

} // namespace pgt::ext
