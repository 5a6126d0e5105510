/// The parser: text to syntax trees.  Compiled apart (src/pgtparse), because libpg_query hides behind it.
#pragma once

#include <pgt/syntax/select.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::parse {

struct limits {
    int query_depth = 64;           ///< how deep queries may stand inside queries
    std::size_t grouping_sets = 64; ///< how many of them the GROUP BY of a query may have
};

/// The syntax tree of a single SELECT.  The translation is closed: what the tree has no place for is an error, never skipped.
/// Errors: 42601 for wrong syntax and for anything but one SELECT, 0A000 for what is not understood, 54000 for too deep nesting
/// and too many grouping sets; with their position.
[[nodiscard]] syntax::select_statement parse(const std::string& sql, const limits& limit = {});

struct warning {
    std::string message;
    std::string hint;
    int at = -1; ///< byte in the text, from 0
};

/// Refuses what no stream table may be defined by, whatever its refresh mode; called on the text that the user wrote.
/// Errors: 0A000, 42601 or 54000, with position and advice.
std::vector<warning> check_allowed(const std::string& sql, const limits& limit = {});

} // namespace pgt::parse
