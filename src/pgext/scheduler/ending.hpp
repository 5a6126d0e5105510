/// Ends of a scheduler's process.
#pragma once

#include "pg/worker/shared_state.hpp"

namespace pgt::ext {

/// Ends the process if the extension was dropped, or has another version than the module. To be called in a transaction. Commands that create or update
/// the extension have the launcher start a scheduler again.
void end_without_extension(pg::shared_database& slot);

} // namespace pgt::ext
