#include <pgt/lower/operator/support.hpp>

namespace pgt::lower {

block lowering_traits<dbsp::op::support>::sql(relational& r, const use<dbsp::op::support>& u) {
    auto const& in = u.input(0);
    auto rows = r.consolidated(r.lower(in), r.types().of(in), same_row::identical, "<> 0");
    rows.weight = {};
    return rows;
}

} // namespace pgt::lower
