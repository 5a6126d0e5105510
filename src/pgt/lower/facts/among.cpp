#include <pgt/lower/facts/among.hpp>

#include <pgt/lower/facts/equality.hpp>

#include <algorithm>

namespace pgt::lower {

namespace {

/// None of the values is NULL.
sql::text is_found(const std::vector<sql::text>& here, const std::vector<sql::text>& there,
                   const sql::text& from) {
    auto const row = here.size() == 1 ? here.front() : sql::build("ROW({})", sql::join(here, ", "));
    return sql::build("({} OPERATOR(pg_catalog.=) ANY (SELECT {} {}))", row, sql::join(there, ", "), from);
}

/// Whether `=` can be written between values of the column as they are.
bool is_plain(const column_type& column) { return !column.nullable && column.type.compared_as.empty(); }

} // namespace

sql::text is_among(const compared_rows& rows, const sql::text& from) {
    if (std::ranges::all_of(rows.types, is_plain)) { return is_found(rows.here, rows.there, from); }
    auto const by_hash = is_found({row_id(rows.here)}, {row_id(rows.there)}, from);
    auto const equal = sql::join(same_rows(rows.types, rows.there, rows.here), " AND ");
    return sql::build("({} AND EXISTS (SELECT {} AND {}))", by_hash, from, equal);
}

} // namespace pgt::lower
