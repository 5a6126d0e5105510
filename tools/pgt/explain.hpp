/// `explain`: what pg_trickle makes of a query, as text.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/error.hpp>

#include <string>

namespace pgt::tool {

/// Errors: `user_error` with a position in the query.
[[nodiscard]] std::string explain(const bind::catalog& tables, const std::string& query, bool mermaid);

/// An error as psql shows it: with the line it is about, and a mark below the place.
[[nodiscard]] std::string shown(const user_error& e, const std::string& text);

} // namespace pgt::tool
