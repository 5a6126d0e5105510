/// distinct, positive, support: GROUP BY all columns, the weights added up.
///
///     distinct   SELECT c1, ... GROUP BY c1, ... HAVING sum(w) > 0
///     positive   SELECT c1, ..., sum(w) GROUP BY c1, ... HAVING sum(w) > 0
///     support    SELECT c1, ... GROUP BY c1, ... HAVING sum(w) <> 0
#pragma once

#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
inline block consolidated(relational& r, const circuit& in, same_row by, sql::pattern<> keep,
                          bool with_weight) {
    auto b = r.consolidated(r.lower(in), r.types().of(in), by, keep);
    if (!with_weight) { b.weight = {}; }
    return b;
}
/// Whether rows are those of one side that have a partner.  They are told apart by all that shows: a condition may see it.
inline bool are_matched_rows(const circuit& c) {
    return c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.change_key; }) {
            return are_matched_rows(std::get<0>(n.in));
        } else if constexpr (requires { n.op.pairing; }) {
            return n.op.pairing.is_first();
        } else {
            return false;
        }
    });
}
} // namespace detail

inline block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::distinct, circuit>& n) {
    auto const& in = std::get<0>(n.in);
    auto const by = detail::are_matched_rows(in) ? same_row::identical : same_row::equal;
    return detail::consolidated(r, in, by, "> 0", false);
}
inline block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::positive, circuit>& n) {
    return detail::consolidated(r, std::get<0>(n.in), same_row::equal, "> 0", true);
}
inline block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::support, circuit>& n) {
    return detail::consolidated(r, std::get<0>(n.in), same_row::identical, "<> 0", false);
}

} // namespace pgt::lower
