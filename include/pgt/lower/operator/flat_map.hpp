/// flat_map: a set-returning function, which only the server can expand.  The front end does not make it yet.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/flat_map.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::flat_map<expansion>> : not_lowered<dbsp::op::flat_map<expansion>>,
                                                        changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_all;
    [[nodiscard]] static user_error refusal(const dbsp::op::flat_map<expansion>& op);
};

} // namespace pgt::lower
