/// negate: the rows with their weights negated.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/negate.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::negate> : columns_of_first_input, no_keys, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_all;
    static block sql(relational& r, const use<dbsp::op::negate>& u);
};

} // namespace pgt::lower
