/// aggregate: GROUP BY.
///
///     SELECT key, ..., sum(x) FILTER (WHERE ...), ... FROM ... GROUP BY key, ...
///
/// Rows that count more or less than once are brought together and repeated first, so that every aggregate PostgreSQL has, and every
/// one that users define, gives what it gives there.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/aggregate.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::aggregate<key, group_function>> : no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::group;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static row_type types(typing& t, const use<dbsp::op::aggregate<key, group_function>>& u);
    static std::vector<column_set> keys(key_finder& f,
                                        const use<dbsp::op::aggregate<key, group_function>>& u);
    static std::vector<sql::text> names(column_names& n,
                                        const use<dbsp::op::aggregate<key, group_function>>& u);
    static block sql(relational& r, const use<dbsp::op::aggregate<key, group_function>>& u);
};

} // namespace pgt::lower
