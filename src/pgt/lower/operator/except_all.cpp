#include <pgt/lower/operator/except_all.hpp>

#include <pgt/lower/sql/set_operation.hpp>

#include <utility>

namespace pgt::lower {

block lowering_traits<dbsp::op::except_all>::sql(relational& r, const use<dbsp::op::except_all>& u) {
    auto native = native_set_operation(r, u.at, " EXCEPT ALL ");
    return native ? std::move(*native) : r.composed(u.op.expand(u.input(0), u.input(1)));
}

} // namespace pgt::lower
