/// GROUP BY, HAVING and aggregates.
///
/// A grouped query becomes map(outputs) o filter(HAVING) o aggregate(keys, calls) o map(keys..., arguments...).  Without GROUP BY
/// there is one group even if there are no rows: the input then has one more row, which no aggregate counts, marked by a last column
/// that is FALSE.  Several grouping sets are keys of rows that are there once for each set: see grouping_sets.cpp.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/checkpoint.hpp>

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

bool binder::is_grouped(const syntax::select_statement& s) {
    auto const aggregates = [&](const auto& list, auto of) {
        return std::ranges::any_of(list, [&](const auto& element) { return has_aggregate(element.*of); });
    };
    return !s.group_by.empty() || !s.grouping_sets.empty() || s.having ||
           aggregates(s.targets, &syntax::target::value) || aggregates(s.order_by, &syntax::sort_key::by);
}

/// GROUP BY 1, GROUP BY name, GROUP BY expression.
expression binder::group_key(const syntax::expression& e, const std::vector<output>& targets,
                             const select_state& state) {
    if (auto const position = position_of(e)) {
        if (*position < 1 || static_cast<std::size_t>(*position) > targets.size()) {
            throw invalid("42P10",
                          "GROUP BY position " + std::to_string(*position) + " is not in select list", e.at);
        }
        return value_of(targets[static_cast<std::size_t>(*position) - 1], state);
    }
    const auto* reference = std::get_if<syntax::column_reference>(&e.is);
    if (reference != nullptr && reference->names.size() == 1 && !reference->star &&
        find_column(state.from.known.columns, reference->names[0], e.at) == nullptr) {
        auto const named = std::ranges::find(targets, reference->names[0], &output::name);
        if (named != targets.end()) { return value_of(*named, state); }
    }
    return bound(e, state);
}

std::vector<expression> binder::group_keys(const syntax::select_statement& s,
                                           const std::vector<output>& targets, const select_state& state) {
    expressions keys;
    for (const auto& e : s.group_by) { keys.push_back(group_key(e, targets, state)); }
    return keys;
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
                                                const select_state& state) {
    if (auto const known = groups.find_key(plain)) { return groups.key_column(*known); }
    if (plain.columns().empty()) { return plain; }
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

expression binder::over_groups(const syntax::expression& e, aggregation& groups, const select_state& state) {
    checkpoint();
    if (is_aggregate(e)) { return aggregate(e, groups, state); }
    if (const auto* grouping = std::get_if<syntax::grouping_call>(&e.is)) {
        return grouping_value(*grouping, groups, state);
    }
    if (!has_aggregate(e)) {
        if (auto key = as_key_column(bound(e, state), groups, state)) { return *key; }
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
        return call(*f, all_over_groups(f->args), e.at);
    }
    if (const auto* link = std::get_if<syntax::sublink>(&e.is)) { throw refusal_of(*link, e.at); }
    throw invalid(grouping_error,
                  "a column must appear in the GROUP BY clause or be used in an aggregate function", e.at);
}

/// What is grouped of the groups that are there even if there are no rows: a row without arguments for each.
circuit binder::groups_without_rows(const aggregation& groups, std::size_t width, const select_state& state) {
    expressions nothing(width, expression::null());
    nothing.push_back(expression::constant(sql::build("FALSE"), value(false)));
    if (groups.sets == nullptr) { return dbsp::map(unit(state.where).rows, mapping(std::move(nothing))); }
    nothing[groups.sets->number_index()] = expression::column(0);
    return dbsp::map(constant_leaf(groups.sets->empty_sets(), state.where), mapping(std::move(nothing)));
}

/// The rows that are grouped: keys, then arguments; for groups that are there without rows the row that no aggregate counts, too.
circuit binder::group_input(const part& rows, aggregation& groups, const select_state& state) {
    auto const layout = positions(rows.layout, state.from.width());
    expressions columns;
    for (const auto& e : groups.inputs) { columns.push_back(e.substitute(layout)); }
    if (!groups.exists_without_rows()) { return dbsp::map(rows.rows, mapping(std::move(columns))); }

    auto const width = columns.size();
    auto const flag = expression::column(width);
    for (auto& call : groups.calls) { call.filter = call.filter ? conjunction(flag, *call.filter) : flag; }
    columns.push_back(expression::constant(sql::build("TRUE"), value(true)));
    return dbsp::plus(dbsp::map(rows.rows, mapping(std::move(columns))),
                      groups_without_rows(groups, width, state));
}

relation binder::grouped(const syntax::select_statement& s, const std::vector<output>& targets, part rows,
                         select_state& state) {
    if (rows.recursive) {
        throw not_incremental("GROUP BY or an aggregate in a recursive term",
                              "It depends on all rows of one step.", s.at);
    }
    // Columns that the keys determine become keys while they are met, and the number of keys decides where the results of the
    // aggregates stand: so it is done again until there are no more of them.
    auto keys_of_groups = group_keys(s, targets, state);
    std::optional<grouping_sets> sets;
    if (!s.grouping_sets.empty()) {
        sets.emplace(keys_of_groups, s.grouping_sets, s.distinct_sets);
        keys_of_groups = sets->keys(state.from.width(), types_of(sets->written(), state));
        rows = for_each_set(rows, *sets, state);
    }
    aggregation groups(each_once(keys_of_groups));
    expressions values;
    std::optional<expression> having;
    for (std::size_t keys = groups.keys.size() + 1; keys != groups.keys.size();) {
        keys = groups.keys.size();
        groups = aggregation(std::move(groups.keys));
        groups.sets = sets ? &*sets : nullptr;
        values.clear();
        for (const auto& target : targets) {
            values.push_back(target.written != nullptr ? over_groups(*target.written, groups, state)
                                                       : column_over_groups(target, groups, state, s.at));
        }
        if (s.having) { having = over_groups(*s.having, groups, state); }
    }
    if (groups.keys.empty() && groups.calls.empty()) {
        throw not_incremental("HAVING without GROUP BY and without an aggregate",
                              "Its one row depends on none of FROM, which is not even read.",
                              "Leave FROM and WHERE out, or use refresh_mode => 'FULL'.", s.at);
    }
    auto const input = group_input(rows, groups, state);
    auto const group_by = key(columns_from(0, groups.keys.size()), true);
    relation result{dbsp::detail::connect_grouped<dbsp::op::aggregate>(dbsp::group_by(input, group_by),
                                                                       group_function(groups.calls)),
                    {},
                    std::nullopt};
    if (having) { result.rows = dbsp::filter(result.rows, predicate(*having)); }
    result.rows = dbsp::map(result.rows, mapping(values));
    for (std::size_t i = 0; i < targets.size(); ++i) {
        auto const number = values[i].as_column();
        bool const is_key = number && *number < groups.keys.size();
        result.columns.push_back(
            {targets[i].name, is_key ? type_of(groups.keys[*number], state) : std::string()});
    }
    return result;
}

expression binder::column_over_groups(const output& column, aggregation& groups, const select_state& state,
                                      int at) {
    if (auto key = as_key_column(column.value, groups, state)) { return *key; }
    throw invalid(grouping_error,
                  "column " + quoted(column.name) +
                      " must appear in the GROUP BY clause or be used in an aggregate function",
                  at);
}

} // namespace pgt::bind::detail
