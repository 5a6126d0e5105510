#include <pgt/lower/operator/plus.hpp>

#include <pgt/lower/sql/sums.hpp>

#include <optional>

namespace pgt::lower {

std::optional<circuit> lowering_traits<dbsp::op::plus>::changes(resolver& r, const use<dbsp::op::plus>& u) {
    auto const& a = r.changes(u.input(0));
    auto const& b = r.changes(u.input(1));
    if (a && b) { return dbsp::plus(*a, *b); }
    return a ? a : b;
}

block lowering_traits<dbsp::op::plus>::sql(relational& r, const use<dbsp::op::plus>& u) {
    return lowered_sum(r, u.whole(), {{u.input(0), false}, {u.input(1), false}});
}

} // namespace pgt::lower
