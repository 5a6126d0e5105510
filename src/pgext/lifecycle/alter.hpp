/// Altering stream tables.
#pragma once

#include "lifecycle/arguments.hpp"

#include <string>

namespace pgt::ext {

/// Waits for a running refresh. A new mode re-initialises the table at once. Throws `user_error`: 42501 unless the current user owns
/// the table, 22023 for a status that cannot be set, 0A000 for an impossible mode.
void alter_stream_table(const alteration& wanted);

/// Makes a table active that is suspended, paused or in error. Throws `user_error` 22023 if its status is another.
void resume_stream_table(const std::string& written);

} // namespace pgt::ext
