#include <pgt/lower/operator/top_k.hpp>

namespace pgt::lower {

user_error lowering_traits<dbsp::op::top_k<key, group_function>>::refusal(
    const dbsp::op::top_k<key, group_function>& /*op*/) {
    return {sqlstate::feature_not_supported,
            "the first rows of each group cannot be maintained incrementally yet"};
}

} // namespace pgt::lower
