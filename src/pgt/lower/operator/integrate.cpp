#include <pgt/lower/operator/integrate.hpp>

#include <optional>
#include <stdexcept>

namespace pgt::lower {

std::optional<circuit> lowering_traits<dbsp::op::integrate>::changes(resolver& r,
                                                                     const use<dbsp::op::integrate>& u) {
    return r.origin(u.input(0));
}

block lowering_traits<dbsp::op::integrate>::sql(relational&, const use<dbsp::op::integrate>&) {
    throw std::logic_error("lower: integrate has no meaning in a single statement");
}

} // namespace pgt::lower
