#include <pgt/lower/operator/differentiate.hpp>

#include <stdexcept>

namespace pgt::lower {

block lowering_traits<dbsp::op::differentiate>::sql(relational&, const use<dbsp::op::differentiate>&) {
    throw std::logic_error("lower: differentiate has no meaning in a single statement");
}

} // namespace pgt::lower
