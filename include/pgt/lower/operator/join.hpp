/// join: FROM a, b WHERE keys are equal AND the condition holds; weights multiply.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/join.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::join<join_match, pairing>>
    : columns_of_pair<missing::none>, keys_of_join<missing::none>, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_some_input;
    static constexpr delta_flow flow = delta_flow::with_unchanged;
    static constexpr linearity linear = linearity::in_each;
    static block sql(relational& r, const use<dbsp::op::join<join_match, pairing>>& u);
};

} // namespace pgt::lower
