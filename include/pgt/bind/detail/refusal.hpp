/// The errors of name resolution.
#pragma once

#include <pgt/syntax/refusal.hpp>
#include <pgt/syntax/select.hpp>

#include <string>
#include <utility>

namespace pgt::bind::detail {

using syntax::not_incremental;

/// An error of SQL itself, which PostgreSQL would report as well.
[[nodiscard]] inline user_error invalid(std::string_view sqlstate, const std::string& message, int at) {
    return user_error(sqlstate, message).at(syntax::position(at));
}

inline constexpr std::string_view grouping_error = "42803";
inline constexpr std::string_view invalid_recursion = "42P19";
inline constexpr std::string_view undefined_function = "42883";

/// LIMIT, OFFSET or FETCH FIRST of a query.
[[nodiscard]] inline user_error refusal_of_limit(const syntax::select_statement& s) {
    const auto& first = s.limit->count ? s.limit->count : s.limit->offset;
    return not_incremental("LIMIT, OFFSET or FETCH FIRST",
                           "A row that comes or goes can bring in or push out others by their order.",
                           first->at);
}

/// The sides of a set operation, or rows of VALUES, that don't fit.
[[nodiscard]] inline user_error unequal_width(const syntax::select_statement& s) {
    return invalid(sqlstate::syntax_error, "the parts of a query have different numbers of columns", s.at);
}

[[nodiscard]] inline std::string quoted(const std::string& name) { return "\"" + name + "\""; }

} // namespace pgt::bind::detail
