#include <pgt/lower/operator/full_join.hpp>

#include <pgt/lower/sql/outer_join.hpp>

#include <utility>

namespace pgt::lower {

block lowering_traits<dbsp::op::full_join<join_match, pairing, mapping, mapping>>::sql(
    relational& r, const use<dbsp::op::full_join<join_match, pairing, mapping, mapping>>& u) {
    const operands in(r, u.at);
    auto native = outer_join(r, u.at, in, "FULL JOIN", {.left = false, .right = false});
    return native ? std::move(*native) : in.expanded(u.op.expand(u.input(0), u.input(1)), naming::of_all);
}

} // namespace pgt::lower
