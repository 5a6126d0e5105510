#include <pgt/lower/operator/semijoin.hpp>

#include <pgt/lower/sql/outer_join.hpp>

#include <utility>

namespace pgt::lower {

block lowering_traits<dbsp::op::semijoin<join_match>>::sql(relational& r,
                                                           const use<dbsp::op::semijoin<join_match>>& u) {
    const operands in(r, u.at);
    auto native = existence(r, u.at, in, "EXISTS");
    return native ? std::move(*native) : in.expanded(u.op.expand(u.input(0), u.input(1)));
}

} // namespace pgt::lower
