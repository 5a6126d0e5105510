/// Outer joins.
#include "bind/binder.hpp"
#include "bind/conditions.hpp"
#include "bind/functions_in_from.hpp"
#include "bind/match.hpp"
#include "bind/refusal.hpp"

#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/right_join.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

namespace {

bool reads_columns(const pair_condition& condition) {
    return condition && !condition.condition()->columns().empty();
}

bool reads_outer(const std::vector<expression>& conditions, const select_state& state) {
    return std::ranges::any_of(conditions, [&](const expression& e) {
        auto const columns = e.columns();
        return !columns.empty() && *columns.begin() < state.outer_width;
    });
}

/// A LATERAL subquery that reads what stands on the other side of its join.
bool is_lateral(const join_group& group) {
    return group.parts.empty() && group.functions.empty() && group.dependents.size() == 1;
}

/// The row of the query around this one is no part of what is joined.
part without_outer(part p, const select_state& state) {
    part result{p.rows, {}, p.recursive};
    std::vector<expression> columns;
    for (std::size_t i = 0; i < p.layout.size(); ++i) {
        if (p.layout[i] < state.outer_width) { continue; }
        result.layout.push_back(p.layout[i]);
        columns.push_back(expression::column(i));
    }
    if (columns.size() < p.layout.size()) { result.rows = dbsp::map(p.rows, mapping(std::move(columns))); }
    return result;
}

} // namespace

/// The outer join.  A condition on the side that may be missing alone is a filter of that side.
part binder::outer_joined(syntax::join_kind kind, join_group left_group, join_group right_group,
                          std::vector<expression> conditions, const select_state& state, int at) {
    auto const width = state.from.width();
    conditions = conjuncts(conditions);
    if (reads_outer(conditions, state)) {
        auto& kept = kind == syntax::join_kind::right ? right_group : left_group;
        kept.parts.insert(kept.parts.begin(), outer_row(state).value());
    }
    part left = plain(joined(std::move(left_group), state));
    if (is_lateral(right_group)) {
        if (kind != syntax::join_kind::left) {
            throw not_incremental("LATERAL in this join", "It reads the side that may be missing.", at);
        }
        auto& lateral = right_group.dependents.front();
        lateral.kind = dependency::rows_or_nulls;
        lateral.on = std::move(conditions);
        return without_outer(with_dependent(std::move(left), lateral, width), state);
    }
    if (kind == syntax::join_kind::left && is_function_alone(right_group)) {
        const auto& function = right_group.functions.front();
        return without_outer(left_joined(std::move(left), function, conditions, width), state);
    }
    part right = plain(joined(std::move(right_group), state));
    if (kind == syntax::join_kind::left) {
        right = filtered(right, take_filters(conditions, right.layout), width);
    }
    if (kind == syntax::join_kind::right) {
        left = filtered(left, take_filters(conditions, left.layout), width);
    }
    if ((left.recursive && kind != syntax::join_kind::left) ||
        (right.recursive && kind != syntax::join_kind::right)) {
        throw invalid(invalid_recursion,
                      "a recursive reference must not stand on a side of an outer join that may be missing",
                      at);
    }
    auto const on = matched(left, right, conditions, width);
    if (kind == syntax::join_kind::full && on.left_key.empty() && reads_columns(on.residual)) {
        throw invalid(sqlstate::feature_not_supported,
                      "FULL JOIN is only supported with merge-joinable or hash-joinable join conditions", at);
    }
    auto const match = dbsp::on(key(on.left_key), key(on.right_key), on.residual);
    auto const pair = whole_pair(left, right);
    auto const columns = left.layout.size();
    auto const others = right.layout.size();
    auto left_alone = columns_from(0, columns);
    left_alone.insert(left_alone.end(), others, expression::null());
    std::vector<expression> right_alone(columns, expression::null());
    std::ranges::move(columns_from(0, others), std::back_inserter(right_alone));

    part result{left.rows, concatenated(left, right), left.recursive || right.recursive};
    switch (kind) {
    case syntax::join_kind::right:
        result.rows = dbsp::right_join(left.rows, right.rows, match, pair, mapping(std::move(right_alone)));
        break;
    case syntax::join_kind::full:
        result.rows = dbsp::full_join(left.rows, right.rows, match, pair, mapping(std::move(left_alone)),
                                      mapping(std::move(right_alone)));
        break;
    default:
        result.rows = dbsp::left_join(left.rows, right.rows, match, pair, mapping(std::move(left_alone)));
    }
    return without_outer(std::move(result), state);
}

} // namespace pgt::bind::detail
