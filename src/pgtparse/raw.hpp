/// `parse_raw`: libpg_query's parse tree of a text.
#pragma once

#include "fields.hpp"
#include "json.hpp"

#include <string>
#include <vector>

namespace pgt::parse {

/// The result of PostgreSQL's grammar.  Errors: `user_error` 42601 with the position of a syntax error, 54000 for a text whose tree
/// would be too deep for the stack.
[[nodiscard]] json::document parse_raw(const std::string& sql);

/// A statement and its text.
struct statement {
    node parsed;
    std::string text;
};
/// The statements of a text.
[[nodiscard]] std::vector<statement> statements(const json::document& tree, const std::string& sql);

/// The only statement of a text.  Errors: 42601 where there are none or several.
[[nodiscard]] node single_statement(const json::document& tree, const std::string& sql);

} // namespace pgt::parse
