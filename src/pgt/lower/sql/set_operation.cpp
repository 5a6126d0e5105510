#include <pgt/lower/sql/set_operation.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/sql/columns.hpp>

namespace pgt::lower {

namespace {
/// A block whose rows say which side they come from, in a last column.
block with_side(relational& r, const circuit& c, int side) {
    auto b = r.lower(c);
    b.columns.push_back({sql::build("{}", side), false});
    return b;
}
sql::text side_weight(const block& all, int side) {
    auto const weight = all.weighted() ? all.weight : sql::build("1");
    return sql::build("coalesce({} FILTER (WHERE {} = {}), 0)", total_of(weight), all.columns.back().sql,
                      side);
}
} // namespace

std::optional<block> native_set_operation(relational& r, const piece& p, sql::pattern<> keyword) {
    auto const a = r.lower(p.input(0));
    auto const b = r.lower(p.input(1));
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

block weighted_set_operation(relational& r, const piece& p,
                             sql::text (*weight)(const sql::text& left, const sql::text& right)) {
    auto const rows = r.types().of(p.whole());
    auto const left = with_side(r, p.input(0), 0);
    auto all = r.united({left, with_side(r, p.input(1), 1)}, rows);
    auto const total = weight(side_weight(all, 0), side_weight(all, 1));
    all.columns.pop_back();
    return r.combined(all, rows, same_row::equal, total, "> 0");
}

} // namespace pgt::lower
