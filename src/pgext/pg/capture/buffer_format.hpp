/// How a change buffer is laid out: `pgtrickle_changes.changes_<oid of the source>`.
///
/// Each row is a row of the source with its weight. First come the columns below, then one for each column
/// that some stream table needs, named after its number in the source (`a1`, `a7`), so that renaming it
/// changes nothing.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdlib>
#include <format>
#include <string>

namespace pgt::pg::buffer_format {

inline constexpr const char* schema = "pgtrickle_changes";
/// The oid of the source follows.
inline constexpr const char* prefix = "changes_";

/// The top-level transaction of the change, as xid8.
inline constexpr column_number transaction = 1;
/// The number of its command in that transaction, an unsigned number in an integer.
inline constexpr column_number command = 2;
/// +1 for an inserted row, -1 for a deleted one; 0 says that the source was truncated, and the rest is NULL.
inline constexpr column_number weight = 3;
/// How many columns these are.
inline constexpr int own_columns = 3;

inline constexpr int truncated = 0;

[[nodiscard]] inline std::string name(oid source) { return std::format("{}{}", prefix, source); }
[[nodiscard]] inline std::string column_name(column_number source_column) {
    return std::format("a{}", source_column);
}
/// The number of the source's column whose values a column of the buffer holds.
[[nodiscard]] inline column_number source_column(const char* buffer_column) {
    return static_cast<column_number>(std::atoi(buffer_column + 1));
}

} // namespace pgt::pg::buffer_format
