/// group_transform: window functions.
///
///     SELECT c1, ..., rank() OVER (PARTITION BY ... ORDER BY ...), ... FROM ...
///
/// The key is what all windows are partitioned by, so that the rows of a key are all that their results depend on.  Where an ORDER BY
/// leaves rows in any order, computing a partition twice may give two results: only stored rows are computed, once, and what is to
/// be deleted is looked up (lower/store/strategy/partitions.hpp).
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/group_transform.hpp>

namespace pgt::lower {

template <> struct lowering_traits<window_operator> : keys_of_first_input, changes_with_inputs {
    static constexpr cost upkeep = cost::group;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static row_type types(typing& t, const use<window_operator>& u);
    static std::vector<sql::text> names(column_names& n, const use<window_operator>& u);
    static column_origins origins(origin_finder& f, const use<window_operator>& u);
    static block sql(relational& r, const use<window_operator>& u);
};

} // namespace pgt::lower
