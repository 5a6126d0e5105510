/// source: a table now, a table before its changes, or its changes; and the leaves that statements bind.
///
///     now      SELECT t.a ... FROM schema.table AS t
///     change   SELECT d.a1 ..., d.__pgt_weight FROM __pgt_delta_0 AS d
///     before   now UNION ALL change with its weights negated
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/source.hpp>

namespace pgt::lower {

template <> struct lowering_traits<source_operator> {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::of_a_change;
    static constexpr delta_flow flow = delta_flow::leaf;
    static constexpr linearity linear = linearity::in_all;
    static row_type types(typing& t, const use<source_operator>& u);
    static std::vector<column_set> keys(key_finder& f, const use<source_operator>& u);
    static std::vector<sql::text> names(column_names& n, const use<source_operator>& u);
    static column_origins origins(origin_finder& f, const use<source_operator>& u);
    static std::optional<circuit> changes(resolver& r, const use<source_operator>& u);
    static block sql(relational& r, const use<source_operator>& u);
};

} // namespace pgt::lower
