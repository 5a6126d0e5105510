#include <pgt/lower/operator/except_all.hpp>

#include <pgt/lower/sql/set_operation.hpp>
#include <pgt/lower/sql/sums.hpp>

#include <utility>

namespace pgt::lower {

block lowering_traits<dbsp::op::except_all>::sql(relational& r, const use<dbsp::op::except_all>& u) {
    const operands in(r, u.at);
    auto native = native_set_operation(r, u.at, in, " EXCEPT ALL ");
    return native ? std::move(*native) : rows_of_sum(r, u.at, in.left(), negated(in.right()));
}

} // namespace pgt::lower
