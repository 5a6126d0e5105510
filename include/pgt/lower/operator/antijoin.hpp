/// antijoin: NOT EXISTS of a partner, where partners count once; else what the join stands for.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/antijoin.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::antijoin<join_match>>
    : columns_of_first_input, keys_of_first_input, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_first;
    static block sql(relational& r, const use<dbsp::op::antijoin<join_match>>& u);
};

} // namespace pgt::lower
