/// union_distinct: UNION where every row counts once; else what it stands for.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/union_distinct.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::union_distinct>
    : columns_of_both_inputs, no_keys, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::group;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static block sql(relational& r, const use<dbsp::op::union_distinct>& u);
};

} // namespace pgt::lower
