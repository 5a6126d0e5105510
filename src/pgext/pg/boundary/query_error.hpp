/// `throw_about`: errors that point into a query.
#pragma once

#include <pgt/error.hpp>

#include <string>

namespace pgt::pg {

/// Throws `error` with all fields of `what`; if that has a position in `query`, clients show the line and the position.
[[noreturn]] void throw_about(const std::string& query, const user_error& what);

} // namespace pgt::pg
