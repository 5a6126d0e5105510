/// plus: UNION ALL.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/plus.hpp>

namespace pgt::lower {

template <> struct lowering_traits<dbsp::op::plus> : columns_of_both_inputs, no_keys, no_origins {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_all;
    static std::optional<circuit> changes(resolver& r, const use<dbsp::op::plus>& u);
    static block sql(relational& r, const use<dbsp::op::plus>& u);
};

} // namespace pgt::lower
