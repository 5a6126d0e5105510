#include <pgt/lower/operator/except_distinct.hpp>

#include <pgt/lower/sql/set_operation.hpp>

#include <utility>

namespace pgt::lower {

namespace {
/// The weight of a row, given its weights on both sides.
sql::text weight_in_difference(const sql::text& a, const sql::text& b) {
    return sql::build("CASE WHEN {} > 0 AND {} <= 0 THEN 1 ELSE 0 END", a, b);
}
} // namespace

block lowering_traits<dbsp::op::except_distinct>::sql(relational& r,
                                                      const use<dbsp::op::except_distinct>& u) {
    const operands in(r, u.at);
    auto native = native_set_operation(r, u.at, in, " EXCEPT ");
    return native ? std::move(*native) : weighted_set_operation(r, u.at, in, weight_in_difference);
}

} // namespace pgt::lower
