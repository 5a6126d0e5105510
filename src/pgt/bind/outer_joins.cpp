/// Outer joins.
#include "bind/binder.hpp"
#include "bind/conditions.hpp"
#include "bind/functions_in_from.hpp"
#include "bind/match.hpp"
#include "bind/refusal.hpp"

#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/left_join.hpp>
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

} // namespace

/// The outer join.  A condition on the side that may be missing alone is a filter of that side.
part binder::outer_joined(syntax::join_kind kind, join_group left_group, join_group right_group,
                          std::vector<expression> conditions, std::size_t width, int at) {
    part left = joined(std::move(left_group), width);
    conditions = conjuncts(conditions);
    if (kind == syntax::join_kind::left && is_function_alone(right_group)) {
        return left_joined(std::move(left), right_group.functions.front(), conditions, width);
    }
    part right = joined(std::move(right_group), width);
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
    return result;
}

} // namespace pgt::bind::detail
