#include <pgt/lower/facts/equality.hpp>

#include <algorithm>
#include <cstddef>

namespace pgt::lower {

namespace {
sql::text operand(const bind::type_info& type, const sql::text& x) {
    return type.compared_as.empty() ? x : sql::build("CAST({} AS {})", x, sql::from_server(type.compared_as));
}
} // namespace

sql::text equals(const bind::type_info& type, const sql::text& a, const sql::text& b) {
    auto const symbol =
        type.equality.empty() ? sql::build("OPERATOR(pg_catalog.=)") : sql::from_server(type.equality);
    return sql::build("({} {} {})", operand(type, a), symbol, operand(type, b));
}

sql::text is_null(const bind::type_info& type, const sql::text& x) {
    return type.is_row ? sql::build("{} IS NOT DISTINCT FROM NULL", x) : sql::build("{} IS NULL", x);
}

sql::text is_not_null(const bind::type_info& type, const sql::text& x) {
    return type.is_row ? sql::build("{} IS DISTINCT FROM NULL", x) : sql::build("{} IS NOT NULL", x);
}

bool groups(const column_type& column) { return column.type.has_equality; }

bool looks_equal(const column_type& column) {
    return column.type.has_equality && column.type.image_is_equality;
}

namespace {

/// `function(a, b, ...)`; of more values than PostgreSQL passes to a function, the function of its own results for some at a time.
sql::text of_all(sql::pattern<> function, const std::vector<sql::text>& columns) {
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

} // namespace

sql::text row_id(const std::vector<sql::text>& columns) {
    if (columns.empty()) { return sql::build("0::bigint"); } // there is but one row
    return of_all("row_id", columns);
}

sql::text row_image(const std::vector<sql::text>& columns) { return of_all("row_image", columns); }

sql::text same(const column_type& column, const sql::text& a, const sql::text& b) {
    if (!groups(column)) {
        return sql::build("({} OPERATOR(pg_catalog.=) {})", row_image({a}), row_image({b}));
    }
    auto const equal = equals(column.type, a, b);
    if (!column.nullable) { return equal; }
    return sql::build("({} OR ({} AND {}))", equal, is_null(column.type, a), is_null(column.type, b));
}

sql::text same_image(const column_type& column, const sql::text& a, const sql::text& b) {
    if (looks_equal(column)) { return same(column, a, b); }
    return sql::build("({} OPERATOR(pg_catalog.=) {})", row_image({a}), row_image({b}));
}

sql::text differs(const column_type& column, const sql::text& a, const sql::text& b) {
    if (looks_equal(column) && column.type.equality == "OPERATOR(pg_catalog.=)") {
        return sql::build("({} IS DISTINCT FROM {})", operand(column.type, a), operand(column.type, b));
    }
    return sql::build("({} OPERATOR(pg_catalog.<>) {})", row_image({a}), row_image({b}));
}

namespace {

std::vector<sql::text>
by_hash_and(sql::text (*is_same)(const column_type&, const sql::text&, const sql::text&),
            const row_type& rows, const std::vector<sql::text>& a, const std::vector<sql::text>& b) {
    if (a.empty()) { return {}; }
    std::vector<sql::text> conditions{sql::build("({} OPERATOR(pg_catalog.=) {})", row_id(a), row_id(b))};
    for (std::size_t i = 0; i < a.size(); ++i) { conditions.push_back(is_same(rows[i], a[i], b[i])); }
    return conditions;
}

} // namespace

std::vector<sql::text> same_rows(const row_type& rows, const std::vector<sql::text>& a,
                                 const std::vector<sql::text>& b) {
    return by_hash_and(same, rows, a, b);
}

std::vector<sql::text> same_images(const row_type& rows, const std::vector<sql::text>& a,
                                   const std::vector<sql::text>& b) {
    return by_hash_and(same_image, rows, a, b);
}

} // namespace pgt::lower
