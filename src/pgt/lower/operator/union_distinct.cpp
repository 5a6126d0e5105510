#include <pgt/lower/operator/union_distinct.hpp>

#include <pgt/lower/sql/set_operation.hpp>

#include <utility>

namespace pgt::lower {

block lowering_traits<dbsp::op::union_distinct>::sql(relational& r, const use<dbsp::op::union_distinct>& u) {
    auto native = native_set_operation(r, u.at, " UNION ");
    return native ? std::move(*native) : r.composed(u.op.expand(u.input(0), u.input(1)));
}

} // namespace pgt::lower
