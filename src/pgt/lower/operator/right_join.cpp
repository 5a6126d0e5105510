#include <pgt/lower/operator/right_join.hpp>

#include <pgt/lower/sql/outer_join.hpp>

#include <utility>

namespace pgt::lower {

block lowering_traits<dbsp::op::right_join<join_match, pairing, mapping>>::sql(
    relational& r, const use<dbsp::op::right_join<join_match, pairing, mapping>>& u) {
    const operands in(r, u.at);
    auto native = outer_join(r, u.at, in, "RIGHT JOIN", {.left = false, .right = true});
    return native ? std::move(*native) : in.expanded(u.op.expand(u.input(0), u.input(1)));
}

} // namespace pgt::lower
