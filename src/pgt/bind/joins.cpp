/// Inner joins: a tree from parts and conditions.
#include "bind/binder.hpp"
#include "bind/conditions.hpp"
#include "bind/functions_in_from.hpp"
#include "bind/match.hpp"

#include <dbsp/operator/join.hpp>
#include <dbsp/operator/product.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

namespace {

/// The inner join under those of the conditions that read both sides, which are taken out of the list.
part inner_joined(const part& left, const part& right, std::vector<expression>& conditions,
                  std::size_t width) {
    part result{left.rows, concatenated(left, right), left.recursive || right.recursive};
    auto const own = take(conditions, [&](const expression& e) { return reads_only(e, result.layout); });
    auto const on = matched(left, right, own, width);
    auto const pair = whole_pair(left, right);
    if (on.left_key.empty()) {
        result.rows = dbsp::theta_join(left.rows, right.rows, on.residual, pair);
    } else {
        result.rows = dbsp::join(left.rows, right.rows,
                                 dbsp::on(key(on.left_key), key(on.right_key), on.residual), pair);
    }
    return result;
}

bool has_outer_row(const join_group& group, const select_state& state) {
    return state.outer_width == 0 || std::ranges::any_of(group.parts, [](const part& p) {
               return std::ranges::contains(p.layout, std::size_t{0});
           });
}
bool needs_outer_row(const join_group& group, const select_state& state) {
    return !group.dependents.empty() ||
           reads_any(group, [&](std::size_t number) { return number < state.outer_width; });
}

} // namespace

/// Joins what is connected by equations first, in the order of FROM, and what is not after that; subqueries at the end.  Functions are
/// called as soon as the columns are there that they are called with.
part binder::joined(join_group group, const select_state& state) {
    auto const width = state.from.width();
    constexpr std::size_t most_parts = 1000;
    if (group.parts.size() > most_parts) {
        throw user_error(sqlstate::statement_too_complex, "the query is too complex")
            .detail("It joins more than " + std::to_string(most_parts) + " relations.")
            .hint("Make parts of the query stream tables of their own.");
    }
    auto conditions = conjuncts(group.conditions);
    if (!has_outer_row(group, state) && needs_outer_row(group, state)) {
        group.parts.insert(group.parts.begin(), outer_row(state).value());
    }
    if (group.parts.empty()) { group.parts.push_back({unit(state.where).rows, {}}); }
    std::vector<part> open;
    for (auto& p : group.parts) {
        auto const own = take_filters(conditions, p.layout);
        open.push_back(
            with_functions(filtered(std::move(p), own, width), group.functions, conditions, width));
    }
    std::vector<part> components;
    while (!open.empty()) {
        part component = std::move(open.front());
        open.erase(open.begin());
        auto const connected = [&](const part& p) {
            return std::ranges::any_of(
                conditions, [&](const expression& e) { return as_key(e, component, p).has_value(); });
        };
        for (auto next = std::ranges::find_if(open, connected); next != open.end();
             next = std::ranges::find_if(open, connected)) {
            component = inner_joined(component, *next, conditions, width);
            component = with_functions(std::move(component), group.functions, conditions, width);
            open.erase(next);
        }
        components.push_back(std::move(component));
    }
    part result = std::move(components.front());
    for (const auto& component : std::span(components).subspan(1)) {
        result = inner_joined(result, component, conditions, width);
        result = with_functions(std::move(result), group.functions, conditions, width);
    }
    for (const auto& one : group.dependents) {
        result = filtered(std::move(result), take_filters(conditions, result.layout), width);
        result = with_dependent(std::move(result), one, width);
        result = with_functions(std::move(result), group.functions, conditions, width);
    }
    refuse_left_over(group.functions);
    result = filtered(std::move(result), conditions, width);
    return group.presence ? with_presence(std::move(result), *group.presence) : result;
}

} // namespace pgt::bind::detail
