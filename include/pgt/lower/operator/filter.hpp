/// filter: the WHERE clause.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/filter.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::filter<predicate>>
    : columns_of_first_input, keys_of_first_input, origins_of_first_input, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::row_by_row;
    static constexpr linearity linear = linearity::in_all;
    static block sql(relational& r, const use<dbsp::op::filter<predicate>>& u);
};

} // namespace pgt::lower
