/// flat_map: a function in FROM, called with columns of what stands to its left.
///
///     FROM rows AS t, LATERAL f(t.c1) AS g (c1, ...)
///     FROM rows AS t LEFT JOIN LATERAL f(t.c1) AS g (c1, ...) ON condition
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/flat_map.hpp>

namespace pgt::lower {

template <> struct lowering_traits<dbsp::op::flat_map<expansion>> : changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::row_by_row;
    static constexpr linearity linear = linearity::in_all;
    static row_type types(typing& t, const use<dbsp::op::flat_map<expansion>>& u);
    static std::vector<column_set> keys(key_finder& f, const use<dbsp::op::flat_map<expansion>>& u);
    static std::vector<sql::text> names(column_names& n, const use<dbsp::op::flat_map<expansion>>& u);
    static column_origins origins(origin_finder& f, const use<dbsp::op::flat_map<expansion>>& u);
    static block sql(relational& r, const use<dbsp::op::flat_map<expansion>>& u);
};

} // namespace pgt::lower
