/// Changing stream tables.
#pragma once

#include "lifecycle/arguments.hpp"

#include <string>

namespace pgt::ext {

/// Waits for a refresh that is under way. A new mode that needs other contents computes them at once. Throws
/// `user_error`: 42501 for anybody but the owner, 22023 for a status that can't be set, 0A000 for an impossible mode.
void alter_stream_table(const alteration& wanted);

/// Makes a table active that is suspended, paused or in error. Throws `user_error` 22023 if it is none of these.
void resume_stream_table(const std::string& written);

} // namespace pgt::ext
