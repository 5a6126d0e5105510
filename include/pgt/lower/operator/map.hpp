/// map: the select list.
///
///     SELECT expression AS c1, ... FROM ...
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/map.hpp>

namespace pgt::lower {

template <> struct lowering_traits<dbsp::op::map<mapping>> : changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::row_by_row;
    static constexpr linearity linear = linearity::in_all;
    static row_type types(typing& t, const use<dbsp::op::map<mapping>>& u);
    static std::vector<column_set> keys(key_finder& f, const use<dbsp::op::map<mapping>>& u);
    static std::vector<sql::text> names(column_names& n, const use<dbsp::op::map<mapping>>& u);
    static column_origins origins(origin_finder& f, const use<dbsp::op::map<mapping>>& u);
    static block sql(relational& r, const use<dbsp::op::map<mapping>>& u);
};

} // namespace pgt::lower
