#include <pgt/lower/operator/negate.hpp>

#include <pgt/lower/sql/sums.hpp>

namespace pgt::lower {

block lowering_traits<dbsp::op::negate>::sql(relational& r, const use<dbsp::op::negate>& u) {
    return negated(r.lower(u.input(0)));
}

} // namespace pgt::lower
