#include <pgt/lower/operator/flat_map.hpp>

namespace pgt::lower {

user_error lowering_traits<dbsp::op::flat_map<expansion>>::refusal(const dbsp::op::flat_map<expansion>& op) {
    return {sqlstate::feature_not_supported,
            "the set-returning function " + op.fn.label() + " cannot be maintained incrementally"};
}

} // namespace pgt::lower
