/// left_join: SQL's own where the side that may be missing counts once; else what the join stands for.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/left_join.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::left_join<join_match, pairing, mapping>>
    : columns_of_pair<missing::right>, keys_of_join<missing::right>, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_first;
    static block sql(relational& r, const use<dbsp::op::left_join<join_match, pairing, mapping>>& u);
};

} // namespace pgt::lower
