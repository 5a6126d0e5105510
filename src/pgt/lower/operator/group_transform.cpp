#include <pgt/lower/operator/group_transform.hpp>

namespace pgt::lower {

user_error lowering_traits<dbsp::op::group_transform<key, group_function>>::refusal(
    const dbsp::op::group_transform<key, group_function>& /*op*/) {
    return {sqlstate::feature_not_supported, "window functions cannot be maintained incrementally yet"};
}

} // namespace pgt::lower
