/// When two values are one: conditions on pairs of columns, hashes of rows, and who stands for equal values.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/sql/text.hpp>

#include <vector>

namespace pgt::lower {

/// `a = b` by the operator that groups values of the type.
[[nodiscard]] sql::text equals(const bind::type_info& type, const sql::text& a, const sql::text& b);

/// Whether a value is NULL.  Of a row, `IS NULL` would ask whether all of its fields are.
[[nodiscard]] sql::text is_null(const bind::type_info& type, const sql::text& x);
[[nodiscard]] sql::text is_not_null(const bind::type_info& type, const sql::text& x);

/// Whether values of the type can be grouped; rows are compared by their images otherwise.
[[nodiscard]] bool groups(const column_type& column);

/// Whether a group can show any of its values: equal values have equal images.
[[nodiscard]] bool looks_equal(const column_type& column);

/// A hash by which equal rows can be found: `pgtrickle.row_id` agrees with the equality of each type.
[[nodiscard]] sql::text row_id(const std::vector<sql::text>& columns);
/// All of a row as one value that is equal exactly when nothing differs.
[[nodiscard]] sql::text row_image(const std::vector<sql::text>& columns);

/// The two values are the same, NULLs included.  Not for finding rows, `OR` can't be indexed or hashed, but for checking them.
[[nodiscard]] sql::text same(const column_type& column, const sql::text& a, const sql::text& b);

/// Nothing shows a difference between the two values.
[[nodiscard]] sql::text same_image(const column_type& column, const sql::text& a, const sql::text& b);
/// Something does; never unknown.
[[nodiscard]] sql::text differs(const column_type& column, const sql::text& a, const sql::text& b);

/// The rows are the same, by hash first.
[[nodiscard]] std::vector<sql::text> same_rows(const row_type& rows, const std::vector<sql::text>& a,
                                               const std::vector<sql::text>& b);
/// Nothing shows a difference between the rows, by hash first.
[[nodiscard]] std::vector<sql::text> same_images(const row_type& rows, const std::vector<sql::text>& a,
                                                 const std::vector<sql::text>& b);

} // namespace pgt::lower
