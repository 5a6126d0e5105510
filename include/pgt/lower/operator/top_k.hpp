/// top_k: the first rows of all, or of each group.
///
///     SELECT c1, ... FROM ... ORDER BY key, ..., decider LIMIT k OFFSET m
///     SELECT ... FROM (SELECT c1, ..., row_number() OVER (PARTITION BY ... ORDER BY key, ..., decider) ...) WHERE row_number <= k
///
/// Rows that the query's order leaves open are ordered by what decides between them (lower/change/decided_order.hpp), so that the rows
/// before a change, computed again, are those that are stored.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/top_k.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<limit_operator> : columns_of_first_input, origins_of_first_input, changes_with_inputs {
    static constexpr cost upkeep = cost::group;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static std::vector<column_set> keys(key_finder& f, const use<limit_operator>& u);
    static block sql(relational& r, const use<limit_operator>& u);
};

} // namespace pgt::lower
