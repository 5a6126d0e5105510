#include <pgt/lower/sql/set_operation.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/sql/columns.hpp>

#include <utility>

namespace pgt::lower {

namespace {
/// Rows that say which side they come from, in a last column.
block with_side(block b, int side) {
    b.columns.push_back({sql::build("{}", side), false});
    return b;
}
row_type with_side(row_type rows) {
    bind::type_info side;
    side.name = "integer";
    side.has_equality = true;
    side.image_is_equality = true;
    rows.push_back({.type = side, .nullable = false});
    return rows;
}
sql::text side_weight(const block& all, int side) {
    auto const weight = all.weighted() ? all.weight : sql::build("1");
    return sql::build("coalesce({} FILTER (WHERE {} = {}), 0)", total_of(weight), all.columns.back().sql,
                      side);
}
/// Rows with a side, without those that cancel each other out where these could represent equal ones that look different.
block net_rows(relational& r, const block& all, const row_type& rows) {
    if (!all.weighted() || detail::all_columns(all, with_side(rows), looks_equal)) { return all; }
    return r.consolidated(all, with_side(rows), same_row::identical, "<> 0");
}
} // namespace

std::optional<block> native_set_operation(relational& r, const piece& p, const operands& in,
                                          sql::pattern<> keyword) {
    auto const& a = in.left();
    auto const& b = in.right();
    auto const rows = r.types().of(p.whole());
    if (a.weighted() || b.weighted() || !detail::all_columns(a, rows, looks_equal) ||
        !detail::all_columns(b, rows, looks_equal)) {
        return std::nullopt;
    }
    auto const wanted = detail::all_of(rows.size());
    auto const t = r.alias();
    return reading(sql::build("({}{}{}) AS {}", select(detail::filled(a, wanted, rows)), sql::build(keyword),
                              select(detail::filled(b, wanted, rows)), t),
                   t, wanted, false);
}

block weighted_set_operation(relational& r, const piece& p, const operands& in,
                             sql::text (*weight)(const sql::text& left, const sql::text& right)) {
    auto const rows = r.types().of(p.whole());
    auto all = net_rows(r, r.united({with_side(in.left(), 0), with_side(in.right(), 1)}, rows), rows);
    auto const total = weight(side_weight(all, 0), side_weight(all, 1));
    all.columns.pop_back();
    return r.combined(all, rows, same_row::equal, total, "> 0");
}

block rows_of_sum(relational& r, const piece& p, const block& left, const block& right) {
    auto const rows = r.types().of(p.whole());
    return r.consolidated(r.united({left, right}, rows), rows, same_row::equal, "> 0");
}

} // namespace pgt::lower
