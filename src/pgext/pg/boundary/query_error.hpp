/// Errors of ours as errors of the server: with a position in a query, and with a CONTEXT.
#pragma once

#include <pgt/error.hpp>

#include <string>

namespace pgt::pg {

/// Throws `error` with all fields of `what`; if that has a position in `query`, clients show the line and the position.
[[noreturn]] void throw_about(const std::string& query, const user_error& what);

/// Throws `error` with the fields of `what`, and with a CONTEXT of each `error_context` that lives.
[[noreturn]] void throw_in_context(const user_error& what);

} // namespace pgt::pg
