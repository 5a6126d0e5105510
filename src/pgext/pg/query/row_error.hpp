/// Which errors of an expression are those of the row that it is computed from.
#pragma once

#include <string>

namespace pgt::pg {

/// Whether an error with this SQLSTATE tells something of the values that an expression was computed from: not those that tell of the
/// server, of the session, of privileges, of the text of the expression or of limits.
[[nodiscard]] bool is_error_of_row(const std::string& sqlstate);

} // namespace pgt::pg
