/// product: FROM a, b WHERE the condition holds; weights multiply.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/product.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::product<pair_condition, pairing>> : columns_of_pair<missing::none>,
                                                                     changes_with_inputs {
    static constexpr cost upkeep = cost::full;
    static constexpr smallness small = smallness::with_some_input;
    static constexpr delta_flow flow = delta_flow::with_unchanged;
    static constexpr linearity linear = linearity::in_each;
    static std::vector<column_set> keys(key_finder& f,
                                        const use<dbsp::op::product<pair_condition, pairing>>& u);
    static block sql(relational& r, const use<dbsp::op::product<pair_condition, pairing>>& u);
};

} // namespace pgt::lower
