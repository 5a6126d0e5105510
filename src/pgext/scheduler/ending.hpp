/// Ends of a scheduler's process.
#pragma once

#include "pg/worker/shared_state.hpp"

namespace pgt::ext {

/// Ends the process if the extension was dropped. To be called in a transaction.
void end_without_extension(pg::shared_database& slot);

} // namespace pgt::ext
