/// plus, minus, negate: UNION ALL, with weights.
#pragma once

#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
inline block negated(block b) {
    b.weight = b.weighted() ? sql::build("(- {})", b.weight) : sql::build("(-1)::bigint");
    return b;
}

inline block lowered_sum(relational& r, const circuit& c,
                         const std::vector<std::pair<circuit, bool>>& parts) {
    std::vector<block> terms;
    for (const auto& [part, negative] : parts) {
        auto b = r.lower(part);
        terms.push_back(negative ? negated(std::move(b)) : std::move(b));
    }
    return r.united(terms, r.types().of(c));
}
} // namespace detail

inline block lower_operator(relational& r, const circuit& c,
                            const dbsp::node<dbsp::op::plus, circuit, circuit>& n) {
    return detail::lowered_sum(r, c, {{std::get<0>(n.in), false}, {std::get<1>(n.in), false}});
}
inline block lower_operator(relational& r, const circuit& c,
                            const dbsp::node<dbsp::op::minus, circuit, circuit>& n) {
    return detail::lowered_sum(r, c, {{std::get<0>(n.in), false}, {std::get<1>(n.in), true}});
}
inline block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::negate, circuit>& n) {
    return detail::negated(r.lower(std::get<0>(n.in)));
}

} // namespace pgt::lower
