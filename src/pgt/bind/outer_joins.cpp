/// Outer joins.
#include "bind/outer_joins.hpp"

#include <pgt/expr/boolean.hpp>

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
#include <iterator>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

namespace {

bool reads_columns(const pair_condition& condition) {
    return condition && !condition.condition()->columns().empty();
}

/// Whether it is the result of an operator called =, of another schema than the operators of PostgreSQL.
bool is_other_equation(const expression& condition) {
    if (condition.op() != operation::server || condition.args().size() != 2) { return false; }
    std::vector<sql::text> names(condition.columns().empty() ? 0 : *condition.columns().rbegin() + 1);
    return condition.print(names).str().contains(".=) ");
}

/// Whether the server may join in full by a condition: an equation whose sides read a side of the join each.
bool may_join_in_full(const expression& condition, const part& left, const part& right) {
    if (!is_other_equation(condition)) { return false; }
    const auto args = condition.args();
    auto const reads_side = [&](std::size_t i, const part& side) {
        return !args[i].columns().empty() && reads_only(args[i], side.layout);
    };
    return (reads_side(0, left) && reads_side(1, right)) || (reads_side(1, left) && reads_side(0, right));
}

/// A LATERAL subquery that reads what stands on the other side of its join.
bool is_lateral(const join_group& group) {
    return group.parts.empty() && group.functions.empty() && group.dependents.size() == 1;
}

void add_presence(dependent& lateral, std::size_t number) {
    auto columns = columns_from(0, lateral.width++);
    columns.push_back(boolean_constant(true));
    lateral.subquery = dbsp::map(lateral.subquery, mapping(std::move(columns)));
    lateral.added.push_back(number);
}

/// The columns of the row around the query that a condition reads.
template <class IsOuter> std::set<std::size_t> outer_read_by(const join_group& on, const IsOuter& is_outer) {
    std::set<std::size_t> result;
    auto const add = [&](const auto& numbers) {
        std::ranges::copy_if(numbers, std::inserter(result, result.end()), is_outer);
    };
    for (const auto& e : on.conditions) { add(e.columns()); }
    for (const auto& d : on.dependents) {
        add(d.read);
        for (const auto& operand : std::span(d.columns).subspan(d.leaf_width)) { add(operand.columns()); }
    }
    return result;
}

/// Whether the subqueries of a condition can be joined with one of the sides each, one after the other.
bool read_one_side(const std::vector<dependent>& subqueries, std::set<std::size_t> left,
                   std::set<std::size_t> right) {
    for (const auto& d : subqueries) {
        auto read = d.read;
        for (const auto& operand : std::span(d.columns).subspan(d.leaf_width)) {
            read.merge(operand.columns());
        }
        auto* side = std::ranges::includes(left, read) ? &left : &right;
        if (!std::ranges::includes(*side, read)) { return false; }
        side->insert(d.added.begin(), d.added.end());
    }
    return true;
}

} // namespace

bool asks_about_pairs(syntax::join_kind kind, const join_group& left, const join_group& right,
                      const join_group& on, std::size_t outer_width) {
    if (on.dependents.empty()) { return false; }
    if (is_lateral(right) || is_function_alone(right)) { return true; }
    auto left_numbers = numbers_of(left, outer_width);
    auto right_numbers = numbers_of(right, outer_width);
    auto& kept = kind == syntax::join_kind::right ? right_numbers : left_numbers;
    for (std::size_t i = 0; i < outer_width; ++i) { kept.push_back(i); }
    return !read_one_side(on.dependents, {left_numbers.begin(), left_numbers.end()},
                          {right_numbers.begin(), right_numbers.end()});
}

/// Joins a subquery of the condition with the side that it reads, the left one if it reads none.
void binder::join_side(part& left, part& right, const dependent& d, std::size_t width) {
    for (auto* side : {&left, &right}) {
        if (!is_readable(*side, d)) { continue; }
        *side = plain(with_dependent(std::move(*side), d, width));
        return;
    }
    throw std::logic_error("bind: a subquery that reads both sides of a join");
}

/// The outer join.  A condition on the side that may be missing alone is a filter of that side.
part binder::outer_joined(syntax::join_kind kind, join_group left_group, join_group right_group,
                          join_group on_group, const select_state& state, int at) {
    auto const width = state.from.width();
    auto conditions = conjuncts(on_group.conditions);
    auto const is_outer = [&](std::size_t number) { return number < state.outer_width; };
    bool const is_dependent = is_lateral(right_group) || is_function_alone(right_group);
    bool const reads_outer =
        reads_any(on_group, is_outer) || (is_dependent && reads_any(right_group, is_outer));
    if (reads_outer) {
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
        if (right_group.presence) { add_presence(lateral, *right_group.presence); }
        return without_outer(with_dependent(std::move(left), lateral, width), state.outer_width);
    }
    if (kind == syntax::join_kind::left && is_function_alone(right_group)) {
        const auto& function = right_group.functions.front();
        return without_outer(left_joined(std::move(left), function, conditions, width), state.outer_width);
    }
    part right = plain(joined(std::move(right_group), state));
    // Of the row around the query only what the condition reads: the rest would be told apart in vain.
    bool const left_kept = reads_outer && kind != syntax::join_kind::right;
    bool const right_kept = reads_outer && kind == syntax::join_kind::right;
    auto const asked = reads_outer ? outer_read_by(on_group, is_outer) : std::set<std::size_t>{};
    left = without_outer(std::move(left), state.outer_width, left_kept ? asked : std::set<std::size_t>{});
    right = without_outer(std::move(right), state.outer_width, right_kept ? asked : std::set<std::size_t>{});
    for (const auto& d : on_group.dependents) { join_side(left, right, d, width); }
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
    // The row around the query is a constant for the server, so that `a.x = b.x + o.x` is an equation.
    bool const may_be_equation = std::ranges::any_of(
        conditions, [&](const expression& one) { return may_join_in_full(one, left, right); });
    if (kind == syntax::join_kind::full && on.left_key.empty() && reads_columns(on.residual) &&
        !reads_outer && !may_be_equation) {
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
    return without_outer(std::move(result), state.outer_width);
}

} // namespace pgt::bind::detail
