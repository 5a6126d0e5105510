#include <pgt/lower/operator/delay.hpp>

#include <optional>
#include <stdexcept>

namespace pgt::lower {

std::optional<circuit> lowering_traits<dbsp::op::delay>::changes(resolver& r, const use<dbsp::op::delay>& u) {
    return r.before_sum(u.input(0));
}

block lowering_traits<dbsp::op::delay>::sql(relational&, const use<dbsp::op::delay>&) {
    throw std::logic_error("lower: delay has no meaning in a single statement");
}

} // namespace pgt::lower
