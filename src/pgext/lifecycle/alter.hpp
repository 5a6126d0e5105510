/// Altering stream tables.
#pragma once

#include "lifecycle/arguments.hpp"

#include <string>

namespace pgt::ext {

/// Waits for a running refresh. A new mode re-initialises the table at once, another query changes it as `redefine` does. Returns whether
/// anything was to be changed. Throws `user_error`: 42501 unless the current user owns the table, 0A000 for an impossible mode, and as
/// `redefine`.
bool alter_stream_table(const alteration& wanted);

/// Makes a table active that is suspended, paused or in error. Throws `user_error` 22023 if its status is another.
void resume_stream_table(const std::string& written);

} // namespace pgt::ext
