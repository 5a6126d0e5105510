/// The errors of name resolution.
#pragma once

#include <pgt/syntax/refusal.hpp>
#include <pgt/syntax/select.hpp>

#include <string>

namespace pgt::bind::detail {

using syntax::not_incremental;

/// An error of SQL itself, which PostgreSQL would report as well.
[[nodiscard]] user_error invalid(std::string_view sqlstate, const std::string& message, int at);

inline constexpr std::string_view grouping_error = "42803";
inline constexpr std::string_view invalid_recursion = "42P19";
inline constexpr std::string_view undefined_function = "42883";

/// LIMIT, OFFSET or FETCH FIRST of a query without ORDER BY.
[[nodiscard]] user_error refusal_of_limit(const syntax::select_statement& s);

/// The sides of a set operation, or rows of VALUES, that don't fit.
[[nodiscard]] user_error unequal_width(const syntax::select_statement& s);

[[nodiscard]] std::string quoted(const std::string& name);

} // namespace pgt::bind::detail
