/// distinct, positive, support: GROUP BY all columns, the weights added up.
///
///     distinct   SELECT c1, ... GROUP BY c1, ... HAVING sum(w) > 0
///     positive   SELECT c1, ..., sum(w) GROUP BY c1, ... HAVING sum(w) > 0
///     support    SELECT c1, ... GROUP BY c1, ... HAVING sum(w) <> 0
#pragma once

#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
inline block consolidated(relational& r, const circuit& in, sql::pattern<> keep, bool with_weight) {
    auto b = r.consolidated(r.lower(in), r.types().of(in), same_row::equal, keep);
    if (!with_weight) { b.weight = {}; }
    return b;
}
} // namespace detail

inline block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::distinct, circuit>& n) {
    return detail::consolidated(r, std::get<0>(n.in), "> 0", false);
}
inline block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::positive, circuit>& n) {
    return detail::consolidated(r, std::get<0>(n.in), "> 0", true);
}
inline block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::support, circuit>& n) {
    return detail::consolidated(r, std::get<0>(n.in), "<> 0", false);
}

} // namespace pgt::lower
