#include <pgt/lower/operator/union_distinct.hpp>

#include <pgt/lower/sql/set_operation.hpp>

namespace pgt::lower {

block lowering_traits<dbsp::op::union_distinct>::sql(relational& r, const use<dbsp::op::union_distinct>& u) {
    const operands in(r, u.at);
    if (auto native = native_set_operation(r, u.at, in, " UNION ")) { return std::move(*native); }
    auto rows = rows_of_sum(r, u.at, in.left(), in.right());
    rows.weight = {};
    return rows;
}

} // namespace pgt::lower
