#include <pgt/lower/operator/left_join.hpp>

#include <pgt/lower/sql/outer_join.hpp>

#include <utility>

namespace pgt::lower {

block lowering_traits<dbsp::op::left_join<join_match, pairing, mapping>>::sql(
    relational& r, const use<dbsp::op::left_join<join_match, pairing, mapping>>& u) {
    const operands in(r, u.at);
    auto native = outer_join(r, u.at, in, "LEFT JOIN", {.left = true, .right = false});
    return native ? std::move(*native) : in.expanded(u.op.expand(u.input(0), u.input(1)));
}

} // namespace pgt::lower
