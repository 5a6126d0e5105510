/// GROUP BY, HAVING and aggregates.
///
/// A grouped query becomes map(outputs) o filter(HAVING) o aggregate(keys, calls) o map(keys..., arguments...), with window functions
/// before the outputs.  Without GROUP BY
/// there is one group even if there are no rows: the input then has one more row, which no aggregate counts, marked by a last column
/// that is FALSE.  Several grouping sets are keys of rows that are there once for each set: see grouping_sets.cpp.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/checkpoint.hpp>
#include <pgt/expr/boolean.hpp>

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/product.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

bool binder::is_grouped(const syntax::select_statement& s) {
    auto const aggregates = [&](const auto& list, auto of) {
        return std::ranges::any_of(list, [&](const auto& element) { return has_aggregate(element.*of); });
    };
    auto const in_window = [&](const syntax::window& w) {
        return std::ranges::any_of(w.partition_by, [&](const auto& e) { return has_aggregate(e); }) ||
               aggregates(w.order_by, &syntax::sort_key::by);
    };
    return !s.group_by.empty() || !s.grouping_sets.empty() || s.having ||
           aggregates(s.targets, &syntax::target::value) || std::ranges::any_of(s.windows, in_window) ||
           aggregates(s.order_by, &syntax::sort_key::by);
}

/// GROUP BY 1, GROUP BY name, GROUP BY expression: what is meant.
binder::output binder::group_key(const syntax::expression& e, const std::vector<output>& targets,
                                 const select_state& state) {
    if (auto const position = position_of(e)) {
        if (*position < 1 || static_cast<std::size_t>(*position) > targets.size()) {
            throw invalid("42P10",
                          "GROUP BY position " + std::to_string(*position) + " is not in select list", e.at);
        }
        return targets[static_cast<std::size_t>(*position) - 1];
    }
    const auto* reference = std::get_if<syntax::column_reference>(&e.is);
    if (reference != nullptr && reference->names.size() == 1 && !reference->star &&
        find_column(state.from.known.columns, reference->names[0], e.at) == nullptr) {
        auto const named = std::ranges::find(targets, reference->names[0], &output::name);
        if (named != targets.end()) { return *named; }
    }
    return {"", &e, expression::null()};
}

namespace {

std::vector<expression> each_once(const std::vector<expression>& list) {
    std::vector<expression> result;
    for (const auto& e : list) {
        if (!std::ranges::contains(result, e)) { result.push_back(e); }
    }
    return result;
}

} // namespace

/// An expression over the rows of FROM as one over the grouped rows: a key, or a column that the keys determine, which becomes a key;
/// none if it is neither.
std::optional<expression> binder::as_key_column(const expression& plain, aggregation& groups,
                                                select_state& state) {
    if (auto const known = groups.find_key(plain)) { return groups.key_column(*known); }
    auto const read = plain.columns();
    if (read.empty() || *read.rbegin() < groups.outer_width) { return plain; }
    if (auto const number = plain.as_column(); number && is_determined(*number, groups.keys, state)) {
        groups.keys.push_back(plain);
        return groups.key_column(groups.keys.size() - 1);
    }
    return std::nullopt;
}

/// Whether the keys hold a key of the table that the column is of.
bool binder::is_determined(std::size_t number, const expressions& keys, const select_state& state) const {
    const auto& from = state.from.origins[number];
    if (!from) { return false; }
    auto const offset = number - from->column;
    return std::ranges::any_of(
        sources_[from->source].relation.keys, [&](const std::vector<std::size_t>& unique) {
            return std::ranges::all_of(unique, [&](std::size_t column) {
                return std::ranges::contains(keys, expression::column(offset + column));
            });
        });
}

expression binder::over_groups(const syntax::expression& e, aggregation& groups, select_state& state) {
    checkpoint();
    if (is_aggregate(e) || is_outer_call(e) || std::holds_alternative<syntax::grouping_call>(e.is)) {
        if (auto value = outer_value(e, state)) { return *value; }
    }
    if (is_aggregate(e)) { return aggregate(e, groups, state); }
    if (const auto* grouping = std::get_if<syntax::grouping_call>(&e.is)) {
        return grouping_value(*grouping, groups, state);
    }
    if (has_subquery(e)) {
        if (auto const key = groups.find_written(e)) { return groups.key_column(*key); }
    } else if (!has_aggregate(e)) {
        if (auto key = key_over_groups(e, groups, state)) { return *key; }
    }
    auto const all_over_groups = [&](const std::vector<syntax::expression>& list) {
        expressions result;
        for (const auto& arg : list) { result.push_back(over_groups(arg, groups, state)); }
        return result;
    };
    if (const auto* form = std::get_if<syntax::form>(&e.is)) {
        return expression::call(form->op, form->pieces, all_over_groups(form->args));
    }
    if (const auto* f = std::get_if<syntax::function_call>(&e.is)) {
        return call(*f, all_over_groups(f->args), *groups.rows, e.at);
    }
    if (const auto* link = std::get_if<syntax::sublink>(&e.is)) {
        return subquery_over_groups(*link, groups, state, e.at);
    }
    throw invalid(grouping_error,
                  "a column must appear in the GROUP BY clause or be used in an aggregate function", e.at);
}

/// A subquery of a grouped query is joined with the rows of groups: it reads keys, and what they determine.
expression binder::subquery_over_groups(const syntax::sublink& link, aggregation& groups, select_state& state,
                                        int at) {
    expressions operand;
    for (const auto& e : link.operand) { operand.push_back(over_groups(e, groups, state)); }
    std::vector<outer_call> calls;
    std::map<std::size_t, expression> values;
    auto const seen = [&](const nested_query& query) {
        expressions result;
        for (std::size_t i = 0; i < state.from.width(); ++i) {
            if (auto const value = values.find(i); value != values.end()) {
                result.push_back(value->second);
                continue;
            }
            auto const known = query.read.contains(i) ? as_key_column(expression::column(i), groups, state)
                                                      : std::optional(expression::null());
            if (!known) {
                throw invalid(grouping_error, "subquery uses ungrouped column from outer query", at);
            }
            result.push_back(*known);
        }
        return result;
    };
    for (;;) {
        try {
            restored const inside(outer_calls_);
            for (const auto& one : calls) { outer_calls_.insert(one.call.at); }
            return subquery(link, operand, seen, state, *groups.rows, at, &calls);
        } catch (const outer_call_needed& needed) {
            auto value = over_groups(needed.call, groups, state);
            calls.push_back({needed.call, add_number(state, "")});
            values.emplace(calls.back().number, std::move(value));
        }
    }
}

/// What is grouped of the groups that are there even if there are no rows: a row without arguments for each.
circuit binder::groups_without_rows(const aggregation& groups, std::size_t width, const select_state& state) {
    expressions nothing(width, expression::null());
    nothing.push_back(boolean_constant(false));
    if (groups.sets == nullptr) { return dbsp::map(unit(state.where).rows, mapping(std::move(nothing))); }
    nothing[groups.sets->number_index()] = expression::column(0);
    return dbsp::map(constant_leaf(groups.sets->empty_sets(), state.where), mapping(std::move(nothing)));
}

/// The rows that are grouped: keys, then arguments; for groups that are there without rows the row that no aggregate counts, too.
circuit binder::group_input(const part& rows, aggregation& groups, const select_state& state) {
    auto const layout = positions(rows, state.from.width());
    expressions columns;
    for (const auto& e : groups.inputs) { columns.push_back(e.substitute(layout)); }
    bool const is_padded =
        groups.is_scalar && groups.outer_width > 0 && groups.empty_is_known && groups.sets == nullptr;
    if (!groups.is_scalar || is_padded) { return dbsp::map(rows.rows, mapping(std::move(columns))); }

    auto const width = columns.size();
    auto const flag = expression::column(width);
    for (auto& call : groups.calls) { call.filter = call.filter ? conjunction(flag, *call.filter) : flag; }
    columns.push_back(boolean_constant(true));
    return dbsp::plus(dbsp::map(rows.rows, mapping(std::move(columns))),
                      groups_without_rows(groups, width, state));
}

/// The rows of groups; in a subquery after the row around it, without groups that one alone where there is one row anyway.
circuit binder::group_rows(const circuit& input, const aggregation& groups, const select_state& state) {
    circuit result = dbsp::detail::connect_grouped<dbsp::op::aggregate>(
        dbsp::group_by(input, key(columns_from(0, groups.keys.size()), true)), group_function(groups.calls));
    if (groups.outer_width == 0) { return result; }
    pairing const both{groups.outer_width, columns_from(0, groups.width())};
    auto const around = outer_row(state).value().rows;
    if (!groups.is_scalar) { return dbsp::product(around, result, both); }
    auto alone = columns_from(0, groups.outer_width);
    alone.insert(alone.end(), groups.width() - groups.outer_width, expression::null());
    auto const always = dbsp::on(key(expressions()), key(expressions()), pair_condition());
    return dbsp::left_join(around, result, always, both, mapping(std::move(alone)));
}

/// One row without anything of FROM, which PostgreSQL does not even read, where HAVING stands alone.
circuit binder::rows_of_groups(const part& rows, aggregation& groups, const select_state& state) {
    if (!groups.keys.empty() || !groups.calls.empty()) {
        return group_rows(group_input(rows, groups, state), groups, state);
    }
    auto const around = outer_row(state);
    return around ? around->rows : unit(state.where).rows;
}

relation binder::grouped(const syntax::select_statement& s, const std::vector<output>& targets, part rows,
                         select_state& state) {
    if (rows.recursive) {
        throw not_incremental("GROUP BY or an aggregate in a recursive term",
                              "It depends on all rows of one step.", s.at);
    }
    // Columns that the keys determine become keys while they are met, and the numbers of keys and calls decide where the results of
    // aggregates, of subqueries and of window functions stand: so it is done again until there are no more of them.
    const named_windows named(s.windows);
    state.may_make_sets = true;
    expressions keys_of_groups;
    std::vector<written_key> written;
    for (const auto& e : s.group_by) {
        auto const key = group_key(e, targets, state);
        keys_of_groups.push_back(value_of(key, state));
        if (key.written != nullptr && has_subquery(*key.written)) {
            written.push_back({key.written, keys_of_groups.back()});
        }
    }
    std::optional<grouping_sets> sets;
    if (!s.grouping_sets.empty()) {
        sets.emplace(keys_of_groups, s.grouping_sets, s.distinct_sets);
        keys_of_groups = sets->keys(state.from.width(), types_of(sets->written(), state));
        rows = for_each_set(rows, *sets, state);
    }
    bool const is_scalar = sets ? !sets->empty_sets().empty() : s.group_by.empty();
    aggregation groups(each_once(keys_of_groups), std::move(written));
    auto const before = state.pending;
    windowing windows;
    expressions values;
    std::optional<expression> having;
    select_state over;
    std::size_t of_targets = 0;
    const binding bind = [&](const syntax::expression& e) { return over_groups(e, groups, state); };
    for (bool settled = false; !settled;) {
        auto const keys = groups.keys.size();
        auto const width = groups.width();
        groups = aggregation(std::move(groups.keys), std::move(groups.written));
        groups.outer_width = state.outer_width;
        groups.is_scalar = is_scalar;
        groups.sets = sets ? &*sets : nullptr;
        groups.rows = &over;
        over = select_state{state.where, {}};
        over.from.origins.resize(width);
        over.from.types.resize(width);
        over.may_make_sets = true;
        state.pending = before;
        windows = {};
        values.clear();
        for (const auto& target : targets) {
            values.push_back(target.written != nullptr
                                 ? around_windows(*target.written, {named, bind}, windows, over)
                                 : column_over_groups(target, groups, state, s.at));
        }
        of_targets = over.pending.size();
        if (s.having) { having = over_groups(*s.having, groups, state); }
        bool const has_more = !over.pending.empty() || !over.sets.empty() || !windows.calls.empty();
        settled = keys == groups.keys.size() && (!has_more || width == groups.width());
    }
    over.from.origins.resize(std::max(over.from.width(), groups.width()));
    auto const joined_rows = with_dependents(rows, std::exchange(state.pending, {}), state.from.width());
    auto const all = with_sets(joined_rows, state.sets, state.from.width());
    auto const width = over.from.width();
    part result_rows{rows_of_groups(all, groups, state), {}};
    for (std::size_t i = 0; i < groups.width(); ++i) { result_rows.layout.push_back(i); }
    std::span const dependents(over.pending);
    result_rows = with_dependents(std::move(result_rows), dependents.subspan(of_targets), width);
    if (having) { result_rows = filtered(std::move(result_rows), {*having}, width); }
    result_rows = with_dependents(std::move(result_rows), dependents.first(of_targets), width);
    relation result{outputs_of(result_rows, windows, over.sets, values, width, s.at), {}, std::nullopt};
    for (std::size_t i = 0; i < targets.size(); ++i) {
        auto const number = values[i].as_column();
        bool const is_key =
            number && *number >= groups.outer_width && *number < groups.outer_width + groups.keys.size();
        result.columns.push_back(
            {targets[i].name,
             is_key ? type_of(groups.keys[*number - groups.outer_width], state) : std::string()});
    }
    return result;
}

expression binder::column_over_groups(const output& column, aggregation& groups, select_state& state,
                                      int at) {
    if (auto key = as_key_column(column.value, groups, state)) { return *key; }
    throw invalid(grouping_error,
                  "column " + quoted(column.name) +
                      " must appear in the GROUP BY clause or be used in an aggregate function",
                  at);
}

} // namespace pgt::bind::detail
