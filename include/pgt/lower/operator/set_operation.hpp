/// union_distinct, intersect_distinct, intersect_all, except_distinct, except_all: SQL's own where every row counts once; else the
/// rows of both inputs by GROUP BY, their weights on either side compared.
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
    return sql::build("coalesce({} FILTER (WHERE {} = {}), 0)", total_of(weight), all.columns.back().sql,
                      side);
}
} // namespace detail

namespace detail {
template <class Op> sql::text keyword_of() {
    if constexpr (std::same_as<Op, dbsp::op::union_distinct>) {
        return sql::build(" UNION ");
    } else if constexpr (std::same_as<Op, dbsp::op::intersect_distinct>) {
        return sql::build(" INTERSECT ");
    } else if constexpr (std::same_as<Op, dbsp::op::intersect_all>) {
        return sql::build(" INTERSECT ALL ");
    } else if constexpr (std::same_as<Op, dbsp::op::except_distinct>) {
        return sql::build(" EXCEPT ");
    } else {
        return sql::build(" EXCEPT ALL ");
    }
}
template <class Op>
inline constexpr bool stands_for_others = std::same_as<typename Op::algebra, dbsp::composite>;

/// SQL's own operation, where it doesn't matter which of equal rows stands for them.
template <class Op>
std::optional<block> native_set_operation(relational& r, const circuit& c, const circuit& left,
                                          const circuit& right) {
    auto const a = r.lower(left);
    auto const b = r.lower(right);
    auto const rows = r.types().of(c);
    if (a.weighted() || b.weighted() || !all_columns(a, rows, looks_equal) ||
        !all_columns(b, rows, looks_equal)) {
        return std::nullopt;
    }
    std::vector<bool> const wanted(rows.size(), true);
    auto const t = r.alias();
    return reading(sql::build("({}{}{}) AS {}", select(filled(a, wanted, rows)), keyword_of<Op>(),
                              select(filled(b, wanted, rows)), t),
                   t, wanted, false);
}

template <class Op>
block weighted_set_operation(relational& r, const circuit& c, const Op& op, const circuit& left,
                             const circuit& right) {
    auto const rows = r.types().of(c);
    auto all = r.united({with_side(r, left, 0), with_side(r, right, 1)}, rows);
    auto const total = resulting_weight(op, side_weight(all, 0), side_weight(all, 1));
    all.columns.pop_back();
    return r.combined(all, rows, same_row::equal, total, "> 0");
}
} // namespace detail

template <class Op>
    requires std::same_as<Op, dbsp::op::union_distinct> || std::same_as<Op, dbsp::op::intersect_distinct> ||
             std::same_as<Op, dbsp::op::intersect_all> || std::same_as<Op, dbsp::op::except_distinct> ||
             std::same_as<Op, dbsp::op::except_all>
block lower_operator(relational& r, const circuit& c, const dbsp::node<Op, circuit, circuit>& n) {
    auto const& [a, b] = n.in;
    if (auto native = detail::native_set_operation<Op>(r, c, a, b)) { return std::move(*native); }
    if constexpr (detail::stands_for_others<Op>) {
        return r.lower(n.op.expand(a, b));
    } else {
        return detail::weighted_set_operation(r, c, n.op, a, b);
    }
}

} // namespace pgt::lower
