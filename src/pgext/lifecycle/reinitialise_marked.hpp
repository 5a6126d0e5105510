/// Re-initialising stream tables in mode IMMEDIATE or ON COMMIT where a command has made that necessary.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// Marks those that read a table, which has been altered, and whose rows were computed by another plan than they would be
/// now.
void mark_unfit(pg::oid altered);

/// Re-initialises those that this transaction has marked: no scheduler refreshes them, and their next writer would
/// have to wait for it. Those of a dump that is being restored are left to a refresh.
void reinitialise_marked();

} // namespace pgt::ext
