/// plus, minus, negate: UNION ALL, with weights.
#pragma once

#include <pgt/lower/relational.hpp>

#include <algorithm>
#include <ranges>

namespace pgt::lower {

namespace detail {
inline block negated(block b) {
    b.weight = b.weighted() ? sql::build("(- {})", b.weight) : sql::build("(-1)::bigint");
    return b;
}

/// A term of a sum, and whether it is taken off.
using signed_circuit = std::pair<circuit, bool>;

inline bool have_one_type(const row_type& a, const row_type& b) {
    return std::ranges::equal(a, b, [](const column_type& x, const column_type& y) {
        return !x.type.name.empty() && x.type.name == y.type.name && x.type.collation == y.type.collation;
    });
}
/// The terms of a sum inside a sum, where the types of its columns are the same; else none.
inline std::vector<signed_circuit> inner_terms(relational& r, const signed_circuit& term,
                                               const row_type& rows) {
    auto const& [c, negative] = term;
    if (r.is_shared(c)) { return {}; }
    auto const minus =
        c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>&) -> std::optional<bool> {
            if constexpr (std::same_as<Op, dbsp::op::plus>) { return false; }
            if constexpr (std::same_as<Op, dbsp::op::minus>) { return true; }
            return std::nullopt;
        });
    if (!minus || !have_one_type(r.types().of(c), rows)) { return {}; }
    auto const parts = c.visit([](const auto& n) { return inputs_of(n); });
    return {{parts.at(0), negative}, {parts.at(1), negative != *minus}};
}
/// A chain of sums as one list, so that a long UNION ALL makes no deep statement.
inline std::vector<signed_circuit> flat(relational& r, const circuit& c, std::vector<signed_circuit> open) {
    auto const rows = r.types().of(c);
    std::vector<signed_circuit> result;
    std::ranges::reverse(open);
    while (!open.empty()) {
        auto const next = std::move(open.back());
        open.pop_back();
        auto inside = inner_terms(r, next, rows);
        if (inside.empty()) { result.push_back(next); }
        std::ranges::move(inside | std::views::reverse, std::back_inserter(open));
    }
    return result;
}

inline block lowered_sum(relational& r, const circuit& c, const std::vector<signed_circuit>& parts) {
    std::vector<block> terms;
    for (const auto& [part, negative] : flat(r, c, parts)) {
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
