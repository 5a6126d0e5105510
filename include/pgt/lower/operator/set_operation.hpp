/// intersect_distinct, intersect_all, except_distinct: the rows of both inputs by GROUP BY, their weights on either side compared.
///
///     SELECT c1, ..., f(sum(w of the left), sum(w of the right)) GROUP BY c1, ... HAVING that > 0
#pragma once

#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
inline sql::text resulting_weight(const dbsp::op::intersect_all&, const sql::text& a, const sql::text& b) {
    return sql::build("least({}, {})", a, b);
}
inline sql::text resulting_weight(const dbsp::op::intersect_distinct&, const sql::text& a,
                                  const sql::text& b) {
    return sql::build("least({}, {}, 1)", a, b);
}
inline sql::text resulting_weight(const dbsp::op::except_distinct&, const sql::text& a, const sql::text& b) {
    return sql::build("CASE WHEN {} > 0 AND {} <= 0 THEN 1 ELSE 0 END", a, b);
}

/// A block whose rows say which side they come from, in a last column.
inline block with_side(relational& r, const circuit& c, int side) {
    auto b = r.lower(c);
    b.columns.push_back({sql::build("{}", side), false});
    return b;
}
inline sql::text side_weight(const block& all, int side) {
    auto const weight = all.weighted() ? all.weight : sql::build("1");
    return sql::build("coalesce(sum({}) FILTER (WHERE {} = {}), 0)::bigint", weight, all.columns.back().sql,
                      side);
}
} // namespace detail

template <class Op>
    requires std::same_as<Op, dbsp::op::intersect_distinct> || std::same_as<Op, dbsp::op::intersect_all> ||
             std::same_as<Op, dbsp::op::except_distinct>
block lower_operator(relational& r, const circuit& c, const dbsp::node<Op, circuit, circuit>& n) {
    auto const rows = r.types().of(c);
    auto all = r.united(
        {detail::with_side(r, std::get<0>(n.in), 0), detail::with_side(r, std::get<1>(n.in), 1)}, rows);
    auto const total =
        detail::resulting_weight(n.op, detail::side_weight(all, 0), detail::side_weight(all, 1));
    all.columns.pop_back();
    return r.combined(all, rows, same_row::equal, total, "> 0");
}

} // namespace pgt::lower
