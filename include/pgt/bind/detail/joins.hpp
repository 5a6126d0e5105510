/// Joins: a tree from parts and conditions.
#pragma once

#include <pgt/bind/detail/binder.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/product.hpp>
#include <dbsp/operator/right_join.hpp>

#include <algorithm>
#include <span>

namespace pgt::bind::detail {

/// The operands of nested ANDs.
inline void split(const expression& condition, std::vector<expression>& out) {
    if (condition.op() != operation::logical_and) {
        out.push_back(condition);
        return;
    }
    for (const auto& arg : condition.args()) { split(arg, out); }
}
inline std::vector<expression> split(const std::vector<expression>& conditions) {
    std::vector<expression> result;
    for (const auto& condition : conditions) { split(condition, result); }
    return result;
}

/// AND of all, as a balanced tree.  Precondition: there are some.
inline expression all_of(std::span<const expression> conditions) {
    if (conditions.size() == 1) { return conditions.front(); }
    auto const half = (conditions.size() + 1) / 2;
    return conjunction(all_of(conditions.first(half)), all_of(conditions.subspan(half)));
}

inline bool reads_only(const expression& e, const std::vector<std::size_t>& layout) {
    return std::ranges::all_of(e.columns(),
                               [&](std::size_t number) { return std::ranges::contains(layout, number); });
}

/// Numbers of columns as their positions in rows of this layout; `width` numbers there are.
inline std::vector<expression> positions(const std::vector<std::size_t>& layout, std::size_t width) {
    std::vector<expression> result(width, expression::null());
    for (std::size_t i = 0; i < layout.size(); ++i) { result[layout[i]] = expression::column(i); }
    return result;
}
inline std::vector<std::size_t> concatenated(const part& left, const part& right) {
    auto result = left.layout;
    result.insert(result.end(), right.layout.begin(), right.layout.end());
    return result;
}

/// Takes the conditions for which `wanted` is true out of a list.
template <class Wanted>
std::vector<expression> take(std::vector<expression>& conditions, const Wanted& wanted) {
    auto const taken =
        std::ranges::stable_partition(conditions, [&](const expression& e) { return !wanted(e); });
    std::vector<expression> result(taken.begin(), taken.end());
    conditions.erase(taken.begin(), taken.end());
    return result;
}
/// The conditions that read columns of this layout only, and some.
inline std::vector<expression> take_filters(std::vector<expression>& conditions,
                                            const std::vector<std::size_t>& layout) {
    return take(conditions,
                [&](const expression& e) { return !e.columns().empty() && reads_only(e, layout); });
}
/// Whether a condition on nothing is true, as far as can be told without the server.
inline bool is_always_true(const expression& e) {
    if (e.known()) { return *e.known() == value(true); }
    if (!e.columns().empty()) { return false; }
    try {
        return e.evaluate({}) == value(true);
    } catch (const not_evaluable&) { return false; }
}
/// The conditions, one operand of AND each; those that are always true are none.
inline std::vector<expression> conjuncts(const std::vector<expression>& conditions) {
    auto result = split(conditions);
    std::erase_if(result, is_always_true);
    return result;
}

inline part filtered(part p, const std::vector<expression>& conditions, std::size_t width) {
    if (conditions.empty()) { return p; }
    auto condition = all_of(conditions).substitute(positions(p.layout, width));
    p.rows = dbsp::filter(std::move(p.rows), predicate(std::move(condition)));
    return p;
}

/// `a = b`, a reading the left side only and b the right one, or the other way round: the two sides of a join key.
struct key_pair {
    expression left;
    expression right;
};
inline std::optional<key_pair> as_key(const expression& condition, const part& left, const part& right) {
    if (condition.op() != operation::equal) { return std::nullopt; }
    const auto& a = condition.args()[0];
    const auto& b = condition.args()[1];
    auto const of = [](const expression& e, const part& p) {
        return !e.columns().empty() && reads_only(e, p.layout);
    };
    if (of(a, left) && of(b, right)) { return key_pair{a, b}; }
    if (of(b, left) && of(a, right)) { return key_pair{b, a}; }
    return std::nullopt;
}

/// What a join matches on, over the positions in the rows of its sides.
struct match {
    std::vector<expression> left_key;
    std::vector<expression> right_key;
    pair_condition residual;
};
inline match matched(const part& left, const part& right, const std::vector<expression>& conditions,
                     std::size_t width) {
    match result;
    std::vector<expression> residual;
    for (const auto& condition : conditions) {
        if (auto pair = as_key(condition, left, right)) {
            result.left_key.push_back(pair->left.substitute(positions(left.layout, width)));
            result.right_key.push_back(pair->right.substitute(positions(right.layout, width)));
        } else {
            residual.push_back(condition.substitute(positions(concatenated(left, right), width)));
        }
    }
    if (!residual.empty()) { result.residual = pair_condition(left.layout.size(), all_of(residual)); }
    return result;
}

inline bool reads_columns(const pair_condition& condition) {
    return condition && !condition.condition()->columns().empty();
}
inline pairing whole_pair(const part& left, const part& right) {
    return {left.layout.size(), columns_from(0, left.layout.size() + right.layout.size())};
}

/// The inner join under those of the conditions that read both sides, which are taken out of the list.
inline part inner_joined(const part& left, const part& right, std::vector<expression>& conditions,
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

/// Joins what is connected by equations first, in the order of FROM, and what is not at the end.
inline part binder::joined(join_group group, std::size_t width) {
    constexpr std::size_t most_parts = 1000;
    if (group.parts.size() > most_parts) {
        throw user_error(sqlstate::statement_too_complex, "the query is too complex")
            .detail("It joins more than " + std::to_string(most_parts) + " relations.")
            .hint("Make parts of the query stream tables of their own.");
    }
    auto conditions = conjuncts(group.conditions);
    std::vector<part> open;
    for (auto& p : group.parts) {
        auto const own = take_filters(conditions, p.layout);
        open.push_back(filtered(std::move(p), own, width));
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
            open.erase(next);
        }
        components.push_back(std::move(component));
    }
    part result = std::move(components.front());
    for (const auto& component : std::span(components).subspan(1)) {
        result = inner_joined(result, component, conditions, width);
    }
    return filtered(std::move(result), conditions, width);
}

/// The outer join.  A condition on the side that may be missing alone is a filter of that side.
inline part binder::outer_joined(syntax::join_kind kind, join_group left_group, join_group right_group,
                                 std::vector<expression> conditions, std::size_t width, int at) {
    part left = joined(std::move(left_group), width);
    part right = joined(std::move(right_group), width);
    conditions = conjuncts(conditions);
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
