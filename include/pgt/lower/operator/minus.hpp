/// minus: UNION ALL, the weights of the second input negated.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/minus.hpp>

namespace pgt::lower {

template <> struct lowering_traits<dbsp::op::minus> : columns_of_both_inputs, no_keys, no_origins {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_all;
    static std::optional<circuit> changes(resolver& r, const use<dbsp::op::minus>& u);
    static block sql(relational& r, const use<dbsp::op::minus>& u);
};

} // namespace pgt::lower
