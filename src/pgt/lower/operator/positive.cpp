#include <pgt/lower/operator/positive.hpp>

namespace pgt::lower {

block lowering_traits<dbsp::op::positive>::sql(relational& r, const use<dbsp::op::positive>& u) {
    auto const& in = u.input(0);
    return r.consolidated(r.lower(in), r.types().of(in), same_row::equal, "> 0");
}

} // namespace pgt::lower
