/// When two values are one: conditions on pairs of columns, hashes of rows, and who stands for equal values.
#pragma once

#include <pgt/lower/typing.hpp>
#include <pgt/sql/text.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pgt::lower {

/// `a = b` by the operator that groups values of the type.
[[nodiscard]] inline sql::text equals(const bind::type_info& type, const sql::text& a, const sql::text& b) {
    auto const symbol =
        type.equality.empty() ? sql::build("OPERATOR(pg_catalog.=)") : sql::from_server(type.equality);
    return sql::build("({} {} {})", a, symbol, b);
}

/// Whether a value is NULL.  Of a row, `IS NULL` would ask whether all of its fields are.
[[nodiscard]] inline sql::text is_null(const bind::type_info& type, const sql::text& x) {
    return type.is_row ? sql::build("{} IS NOT DISTINCT FROM NULL", x) : sql::build("{} IS NULL", x);
}
[[nodiscard]] inline sql::text is_not_null(const bind::type_info& type, const sql::text& x) {
    return type.is_row ? sql::build("{} IS DISTINCT FROM NULL", x) : sql::build("{} IS NOT NULL", x);
}

/// Whether grouping by the type means anything; else rows are told apart by their images.
[[nodiscard]] inline bool groups(const column_type& column) { return column.type.has_equality; }

/// Whether a group can show any of its values: equal values look the same.
[[nodiscard]] inline bool looks_equal(const column_type& column) {
    return column.type.has_equality && column.type.image_is_equality;
}

namespace detail {
/// `function(a, b, ...)`; of more values than PostgreSQL passes to a function, the function of its own results for some at a time.
inline sql::text of_all(sql::pattern<> function, const std::vector<sql::text>& columns) {
    constexpr std::size_t most = 100;
    if (columns.size() <= most) {
        return sql::build("pgtrickle.{}({})", sql::build(function), sql::join(columns, ", "));
    }
    std::vector<sql::text> parts;
    for (std::size_t i = 0; i < columns.size(); i += most) {
        auto const first = columns.begin() + static_cast<std::ptrdiff_t>(i);
        auto const last = columns.begin() + static_cast<std::ptrdiff_t>(std::min(i + most, columns.size()));
        parts.push_back(of_all(function, std::vector(first, last)));
    }
    return of_all(function, parts);
}
} // namespace detail

/// A hash by which equal rows can be found: `pgtrickle.row_id` agrees with the equality of each type.
[[nodiscard]] inline sql::text row_id(const std::vector<sql::text>& columns) {
    if (columns.empty()) { return sql::build("0::bigint"); } // there is but one row
    return detail::of_all("row_id", columns);
}
/// All of a row as one value that is equal exactly when nothing differs.
[[nodiscard]] inline sql::text row_image(const std::vector<sql::text>& columns) {
    return detail::of_all("row_image", columns);
}

/// The two values are the same, NULLs included.  Not for finding rows, `OR` can't be indexed or hashed, but for checking them.
[[nodiscard]] inline sql::text same(const column_type& column, const sql::text& a, const sql::text& b) {
    if (!groups(column)) {
        return sql::build("({} OPERATOR(pg_catalog.=) {})", row_image({a}), row_image({b}));
    }
    auto const equal = equals(column.type, a, b);
    if (!column.nullable) { return equal; }
    return sql::build("({} OR ({} AND {}))", equal, is_null(column.type, a), is_null(column.type, b));
}

/// Nothing shows a difference between the two values.
[[nodiscard]] inline sql::text same_image(const column_type& column, const sql::text& a, const sql::text& b) {
    if (looks_equal(column)) { return same(column, a, b); }
    return sql::build("({} OPERATOR(pg_catalog.=) {})", row_image({a}), row_image({b}));
}
/// Something does; never unknown.
[[nodiscard]] inline sql::text differs(const column_type& column, const sql::text& a, const sql::text& b) {
    if (looks_equal(column) && column.type.equality == "OPERATOR(pg_catalog.=)") {
        return sql::build("({} IS DISTINCT FROM {})", a, b);
    }
    return sql::build("({} OPERATOR(pg_catalog.<>) {})", row_image({a}), row_image({b}));
}

namespace detail {
/// Each pair of columns by `same`, the hashes of the rows first.
template <class Same>
std::vector<sql::text> by_hash_and(Same&& same, const row_type& rows, const std::vector<sql::text>& a,
                                   const std::vector<sql::text>& b) {
    if (a.empty()) { return {}; }
    std::vector<sql::text> conditions{sql::build("({} OPERATOR(pg_catalog.=) {})", row_id(a), row_id(b))};
    for (std::size_t i = 0; i < a.size(); ++i) { conditions.push_back(same(rows[i], a[i], b[i])); }
    return conditions;
}
} // namespace detail

/// The rows are the same, by hash first.
[[nodiscard]] inline std::vector<sql::text> same_rows(const row_type& rows, const std::vector<sql::text>& a,
                                                      const std::vector<sql::text>& b) {
    return detail::by_hash_and(same, rows, a, b);
}
/// Nothing shows a difference between the rows, by hash first.
[[nodiscard]] inline std::vector<sql::text> same_images(const row_type& rows, const std::vector<sql::text>& a,
                                                        const std::vector<sql::text>& b) {
    return detail::by_hash_and(same_image, rows, a, b);
}

} // namespace pgt::lower
