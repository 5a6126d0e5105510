#include <pgt/lower/sql/sums.hpp>

#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/presence.hpp>

#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/plus.hpp>

#include <algorithm>
#include <iterator>
#include <ranges>

namespace pgt::lower {

block negated(block b) {
    b.weight = b.weighted() ? sql::build("(- {})", b.weight) : sql::build("(-1)::bigint");
    return b;
}

namespace {

bool have_one_type(const row_type& a, const row_type& b) {
    return std::ranges::equal(a, b, [](const column_type& x, const column_type& y) {
        return !x.type.name.empty() && x.type.name == y.type.name && x.type.collation == y.type.collation;
    });
}

/// The terms of a sum inside a sum, where the types of its columns are the same; else none.
std::vector<signed_circuit> inner_terms(relational& r, const signed_circuit& term, const row_type& rows) {
    auto const& [c, negative] = term;
    if (r.is_shared(c) || presence_in(c)) { return {}; }
    const piece here(c);
    bool const minus = here.is<dbsp::op::minus>();
    if (!minus && !here.is<dbsp::op::plus>()) { return {}; }
    if (!have_one_type(r.types().of(c), rows)) { return {}; }
    return {{here.input(0), negative}, {here.input(1), negative != minus}};
}

/// A chain of sums as one list, so that a long UNION ALL makes no deep statement.
std::vector<signed_circuit> flat(relational& r, const circuit& c, std::vector<signed_circuit> open) {
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

} // namespace

block lowered_sum(relational& r, const circuit& c, const std::vector<signed_circuit>& parts) {
    std::vector<block> terms;
    for (const auto& [part, negative] : flat(r, c, parts)) {
        auto b = r.lower(part);
        terms.push_back(negative ? negated(std::move(b)) : std::move(b));
    }
    return r.united(terms, r.types().of(c));
}

} // namespace pgt::lower
