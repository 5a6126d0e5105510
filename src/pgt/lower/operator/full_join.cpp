#include <pgt/lower/operator/full_join.hpp>

#include <pgt/lower/sql/outer_join.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace pgt::lower {

namespace {
bool may_be_null(relational& r, const key& k, const circuit& c) {
    const auto& rows = r.types().of(c);
    auto const types = k.is_identity() ? rows : r.types().of_expressions(k.columns(), rows);
    return std::ranges::any_of(types, [](const auto& column) { return column.nullable; });
}

/// The server joins in full where there is an equation, which NULLs that match are not. The row of a query around the join is a constant there and a
/// column here, so that a condition may be all that is left of an equation.
bool is_by_equations(relational& r, const piece& p) {
    const auto& on = *p.match();
    if (!on.condition || on.condition.condition()->columns().empty()) { return true; }
    if (!on.left.is_identity() && on.left.columns().empty()) { return false; }
    bool const nulls_match = on.left.nulls_match() && on.right.nulls_match();
    return !nulls_match || !may_be_null(r, on.left, p.input(0)) || !may_be_null(r, on.right, p.input(1));
}
} // namespace

block lowering_traits<dbsp::op::full_join<join_match, pairing, mapping, mapping>>::sql(
    relational& r, const use<dbsp::op::full_join<join_match, pairing, mapping, mapping>>& u) {
    const operands in(r, u.at);
    auto native = is_by_equations(r, u.at)
                      ? outer_join(r, u.at, in, "FULL JOIN", {.left = false, .right = false})
                      : std::nullopt;
    return native ? std::move(*native) : in.expanded(u.op.expand(u.input(0), u.input(1)), naming::of_all);
}

} // namespace pgt::lower
