/// `run_for_user`: statements that the caller of a function hands to it as text.
#pragma once

#include <string>

namespace pgt::pg {

/// Runs them with the rights and under the settings of the current user, as if that user had sent them. Throws `user_error` 0A000 for
/// what cannot run inside a function.
void run_for_user(const std::string& statements);

} // namespace pgt::pg
