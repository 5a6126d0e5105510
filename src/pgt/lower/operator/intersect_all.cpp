#include <pgt/lower/operator/intersect_all.hpp>

#include <pgt/lower/sql/set_operation.hpp>

#include <utility>

namespace pgt::lower {

namespace {
/// The weight of a row, given its weights on both sides.
sql::text weight_in_intersection_all(const sql::text& a, const sql::text& b) {
    return sql::build("least({}, {})", a, b);
}
} // namespace

block lowering_traits<dbsp::op::intersect_all>::sql(relational& r, const use<dbsp::op::intersect_all>& u) {
    const operands in(r, u.at);
    auto native = native_set_operation(r, u.at, in, " INTERSECT ALL ");
    return native ? std::move(*native) : weighted_set_operation(r, u.at, in, weight_in_intersection_all);
}

} // namespace pgt::lower
