#include <pgt/lower/operator/map.hpp>

#include <pgt/lower/sql/projection.hpp>

#include <utility>
#include <vector>

namespace pgt::lower {

row_type lowering_traits<dbsp::op::map<mapping>>::types(typing& t, const use<dbsp::op::map<mapping>>& u) {
    auto const& in = t.of(u.input(0));
    return u.op.fn.is_identity() ? in : t.of_expressions(u.op.fn.columns(), in);
}
std::vector<column_set> lowering_traits<dbsp::op::map<mapping>>::keys(key_finder& f,
                                                                      const use<dbsp::op::map<mapping>>& u) {
    return mapped_keys(u.op.fn, f.of(u.input(0)));
}
std::vector<sql::text> lowering_traits<dbsp::op::map<mapping>>::names(column_names& n,
                                                                      const use<dbsp::op::map<mapping>>& u) {
    auto const& in = n.of(u.input(0));
    return u.op.fn.is_identity() ? in : printed_names(u.op.fn.columns(), in);
}
column_origins lowering_traits<dbsp::op::map<mapping>>::origins(origin_finder& f,
                                                                const use<dbsp::op::map<mapping>>& u) {
    auto const in = f.of(u.input(0));
    return u.op.fn.is_identity() ? in : origin_finder::picked(u.op.fn.columns(), in);
}

block lowering_traits<dbsp::op::map<mapping>>::sql(relational& r, const use<dbsp::op::map<mapping>>& u) {
    auto in = r.lower(u.input(0));
    return u.op.fn.is_identity() ? in : project(r, std::move(in), u.op.fn.columns());
}

} // namespace pgt::lower
