/// Re-initialising stream tables in mode IMMEDIATE or ON COMMIT where a command has made that necessary.
#pragma once

namespace pgt::ext {

/// Re-initialises those that this transaction has marked: no scheduler refreshes them, and their next writer would
/// have to wait for it. Those of a dump that is being restored are left to a refresh.
void reinitialise_marked();

} // namespace pgt::ext
