/// left_join, right_join, full_join, semijoin, antijoin: SQL's own where the rows that may lack a partner alone are weighted, because
/// these joins are linear in them; else what they stand for.
#pragma once

#include <pgt/lower/operator/join.hpp>
#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
/// Whether a pairing is the columns of both rows as they are: then the row of a pair with a missing side is SQL's, too.
inline bool is_concatenation(const pairing& pair) {
    for (std::size_t i = 0; i < pair.columns().size(); ++i) {
        if (pair.columns()[i].as_column() != i) { return false; }
    }
    return !pair.is_first();
}

/// A side as one table of FROM whose columns become NULL as they are when the side is missing.
inline block one_table(relational& r, const block& b) {
    bool const is_one =
        b.from.size() == 1 && b.where.empty() &&
        std::ranges::all_of(b.columns, [](const output& o) { return !o.exists() || o.simple; });
    return is_one ? b : r.closed(b);
}

template <class Op, class... In>
block native_outer_join(relational& r, const dbsp::node<Op, In...>& n, const block& left, const block& right,
                        sql::pattern<> keyword) {
    auto const a = one_table(r, left);
    auto const b = one_table(r, right);
    auto const conditions = match_conditions(r, n.op.on, std::get<0>(n.in), a, std::get<1>(n.in), b);
    auto joined = side_by_side(a, b);
    joined.from = {sql::build("({} {} {} ON {})", a.from.front(), sql::build(keyword), b.from.front(),
                              conditions.empty() ? sql::build("true") : sql::join(conditions, " AND "))};
    return joined;
}

/// Which sides of a join may be weighted for SQL's own join to be right.
struct may_weigh {
    bool left;
    bool right;
    [[nodiscard]] bool allows(const block& a, const block& b) const {
        return (left || !a.weighted()) && (right || !b.weighted());
    }
};

/// By SQL's own join if it can be; else as the sum of matched and padded rows.
template <class Op, class... In>
block outer_join(relational& r, const dbsp::node<Op, In...>& n, sql::pattern<> keyword, may_weigh sides) {
    if (is_concatenation(n.op.pairing)) {
        auto const a = r.lower(std::get<0>(n.in));
        auto const b = r.lower(std::get<1>(n.in));
        if (sides.allows(a, b)) { return native_outer_join(r, n, a, b, keyword); }
    }
    return r.lower(n.op.expand(std::get<0>(n.in), std::get<1>(n.in)));
}

/// EXISTS or NOT EXISTS of a partner.
template <class Op, class... In>
block existence(relational& r, const dbsp::node<Op, In...>& n, sql::pattern<> keyword) {
    auto a = r.lower(std::get<0>(n.in));
    auto const b = r.lower(std::get<1>(n.in));
    if (b.weighted()) { return r.lower(n.op.expand(std::get<0>(n.in), std::get<1>(n.in))); }
    auto partner = b;
    std::ranges::copy(match_conditions(r, n.op.on, std::get<0>(n.in), a, std::get<1>(n.in), b),
                      std::back_inserter(partner.where));
    a.where.push_back(sql::build("{} ({})", sql::build(keyword), select_list(partner, {})));
    return a;
}
} // namespace detail

template <class On>
block lower_operator(relational& r, const circuit&,
                     const dbsp::node<dbsp::op::left_join<On, pairing, mapping>, circuit, circuit>& n) {
    return detail::outer_join(r, n, "LEFT JOIN", {.left = true, .right = false});
}
template <class On>
block lower_operator(relational& r, const circuit&,
                     const dbsp::node<dbsp::op::right_join<On, pairing, mapping>, circuit, circuit>& n) {
    return detail::outer_join(r, n, "RIGHT JOIN", {.left = false, .right = true});
}
template <class On>
block lower_operator(
    relational& r, const circuit&,
    const dbsp::node<dbsp::op::full_join<On, pairing, mapping, mapping>, circuit, circuit>& n) {
    return detail::outer_join(r, n, "FULL JOIN", {.left = false, .right = false});
}
template <class On>
block lower_operator(relational& r, const circuit&,
                     const dbsp::node<dbsp::op::semijoin<On>, circuit, circuit>& n) {
    return detail::existence(r, n, "EXISTS");
}
template <class On>
block lower_operator(relational& r, const circuit&,
                     const dbsp::node<dbsp::op::antijoin<On>, circuit, circuit>& n) {
    return detail::existence(r, n, "NOT EXISTS");
}

} // namespace pgt::lower
