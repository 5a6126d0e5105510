#include <pgt/lower/operator/intersect_distinct.hpp>

#include <pgt/lower/sql/set_operation.hpp>

#include <utility>

namespace pgt::lower {

namespace {
/// The weight of a row, given its weights on both sides.
sql::text weight_in_intersection(const sql::text& a, const sql::text& b) {
    return sql::build("least({}, {}, 1)", a, b);
}
} // namespace

block lowering_traits<dbsp::op::intersect_distinct>::sql(relational& r,
                                                         const use<dbsp::op::intersect_distinct>& u) {
    const operands in(r, u.at);
    auto native = native_set_operation(r, u.at, in, " INTERSECT ");
    return native ? std::move(*native) : weighted_set_operation(r, u.at, in, weight_in_intersection);
}

} // namespace pgt::lower
