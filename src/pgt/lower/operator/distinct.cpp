#include <pgt/lower/operator/distinct.hpp>

#include <pgt/lower/sql/presence.hpp>

namespace pgt::lower {

block lowering_traits<dbsp::op::distinct>::sql(relational& r, const use<dbsp::op::distinct>& u) {
    auto const& in = u.input(0);
    auto rows = r.consolidated(r.lower(in), r.types().of(in), same_of_distinct(in), "> 0");
    rows.weight = {};
    return rows;
}

} // namespace pgt::lower
