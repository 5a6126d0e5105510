/// distinct: GROUP BY all columns, the weights added up.
///
///     SELECT c1, ... GROUP BY c1, ... HAVING sum(w) > 0
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/distinct.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::distinct>
    : columns_of_first_input, no_keys, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::group;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static block sql(relational& r, const use<dbsp::op::distinct>& u);
};

} // namespace pgt::lower
