#include <pgt/lower/operator/variable.hpp>

#include <pgt/lower/operator/fixpoint.hpp>
#include <pgt/lower/sql/columns.hpp>

#include <vector>

namespace pgt::lower {

row_type lowering_traits<variable_operator>::types(typing& t, const use<variable_operator>& u) {
    return t.of_iterate(u.op.scope);
}
std::vector<sql::text> lowering_traits<variable_operator>::names(column_names& n,
                                                                 const use<variable_operator>& u) {
    return n.plain(u.whole());
}

block lowering_traits<variable_operator>::sql(relational& r, const use<variable_operator>& u) {
    auto const t = r.alias();
    return reading(sql::build("{} AS {}", iterate_name(u.op.scope), t), t,
                   detail::all_of(r.types().of(u.whole()).size()), false);
}

row_type lowering_traits<import_operator>::types(typing& t, const use<import_operator>& u) {
    return t.of_import(u.op.scope, u.op.index);
}
std::vector<sql::text> lowering_traits<import_operator>::names(column_names& n,
                                                               const use<import_operator>& u) {
    return n.plain(u.whole());
}

block lowering_traits<import_operator>::sql(relational& r, const use<import_operator>& u) {
    return r.unweighted(r.imported(u.op.scope, u.op.index));
}

} // namespace pgt::lower
