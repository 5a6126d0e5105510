#include <pgt/lower/operator/minus.hpp>

#include <pgt/lower/sql/presence.hpp>
#include <pgt/lower/sql/sums.hpp>

#include <dbsp/operator/negate.hpp>

#include <optional>
#include <utility>

namespace pgt::lower {

std::optional<circuit> lowering_traits<dbsp::op::minus>::changes(resolver& r, const use<dbsp::op::minus>& u) {
    auto const& a = r.changes(u.input(0));
    auto const& b = r.changes(u.input(1));
    if (a && b) { return dbsp::minus(*a, *b); }
    if (b) { return dbsp::negate(*b); }
    return a;
}

block lowering_traits<dbsp::op::minus>::sql(relational& r, const use<dbsp::op::minus>& u) {
    if (auto change = change_of_presence(r, u.whole())) { return std::move(*change); }
    return lowered_sum(r, u.whole(), {{u.input(0), false}, {u.input(1), true}});
}

} // namespace pgt::lower
