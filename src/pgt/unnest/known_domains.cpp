#include <pgt/unnest/known_domains.hpp>

#include "unnest/freed.hpp"

#include <pgt/expr/list.hpp>

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/group_by.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/operator/semijoin.hpp>

#include <algorithm>
#include <concepts>
#include <optional>
#include <utility>

namespace pgt::unnest {

namespace {
using match = dbsp::join_on<key, key, pair_condition>;
using left_outer_join = dbsp::op::left_join<match, pairing, mapping>;
using right_outer_join = dbsp::op::right_join<match, pairing, mapping>;

/// Expressions over rows.
struct columns_of_rows {
    circuit rows;
    key columns;
};

/// Over the side that an outer join keeps.
template <class Join>
std::optional<columns_of_rows> over_side(const Join& join, const mapping& alone, std::size_t side,
                                         const circuit& rows, const key& columns) {
    auto own = columns.of_side(join.pairing, side);
    if (!own || own->columns() != columns.after(alone).columns()) { return std::nullopt; }
    return columns_of_rows{rows, std::move(*own)};
}

/// The same distinct values over what an operator is computed from.
std::optional<columns_of_rows> below(const columns_of_rows& x) {
    return x.rows.visit(
        [&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<columns_of_rows> {
            if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
                return columns_of_rows{dbsp::detail::get<0>(n.in), x.columns.after(n.op.fn)};
            } else if constexpr (std::same_as<Op, left_outer_join>) {
                return over_side(n.op, n.op.pad_a, 0, dbsp::detail::get<0>(n.in), x.columns);
            } else if constexpr (std::same_as<Op, right_outer_join>) {
                return over_side(n.op, n.op.pad_b, 1, dbsp::detail::get<1>(n.in), x.columns);
            } else {
                return std::nullopt;
            }
        });
}

/// The same expressions over rows among which those of x are: what is computed for the distinct values of all of them is computed for those of x.
std::optional<columns_of_rows> among(const columns_of_rows& x) {
    return x.rows.visit(
        [&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<columns_of_rows> {
            if constexpr (std::same_as<Op, dbsp::op::antijoin<match>> ||
                          std::same_as<Op, dbsp::op::semijoin<match>>) {
                return columns_of_rows{dbsp::detail::get<0>(n.in), x.columns};
            } else {
                return std::nullopt;
            }
        });
}

/// Each key once, with a value of each other column.
circuit distinct_of(const columns_of_rows& x, std::size_t keys) {
    auto const& columns = x.columns.columns();
    circuit const rows = dbsp::map(x.rows, mapping(columns));
    if (keys == columns.size()) { return dbsp::distinct(rows); }
    std::vector<aggregate_call> calls;
    for (std::size_t i = keys; i < columns.size(); ++i) { calls.push_back(any_value(i)); }
    return dbsp::detail::connect_grouped<dbsp::op::aggregate>(
        dbsp::group_by(rows, key(columns_from(0, keys), true)), group_function(std::move(calls)));
}
} // namespace

circuit known_domains::of(const circuit& rows, const std::vector<expression>& keys,
                          const std::vector<expression>& values) {
    auto columns = keys;
    columns.insert(columns.end(), values.begin(), values.end());
    columns_of_rows x{rows, key(std::move(columns), true)};
    while (auto lower = below(x)) { x = std::move(*lower); }
    for (std::optional wider(x); wider;) {
        auto const known = std::ranges::find_if(made_, [&](const domain& d) {
            return d.rows.identity() == wider->rows.identity() && d.keys == keys.size() &&
                   d.columns == wider->columns.columns();
        });
        if (known != made_.end()) { return known->distinct; }
        auto lower = below(*wider);
        wider = lower ? std::move(lower) : among(*wider);
    }
    return made_.emplace_back(x.rows, x.columns.columns(), keys.size(), distinct_of(x, keys.size())).distinct;
}

} // namespace pgt::unnest
