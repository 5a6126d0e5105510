/// top_k: the first rows of each group.  The front end does not make it yet.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/top_k.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::top_k<key, group_function>>
    : not_lowered<dbsp::op::top_k<key, group_function>>, changes_with_inputs {
    static constexpr cost upkeep = cost::group;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    [[nodiscard]] static user_error refusal(const dbsp::op::top_k<key, group_function>& op);
};

} // namespace pgt::lower
