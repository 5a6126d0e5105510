/// differentiate: the difference to the step before.  What has memory is resolved before it is lowered.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/differentiate.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::differentiate>
    : columns_of_first_input, no_keys, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static block sql(relational&, const use<dbsp::op::differentiate>&);
};

} // namespace pgt::lower
