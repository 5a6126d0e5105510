/// The FROM clause: what it makes known, and the parts that are to be joined.
#include "bind/binder.hpp"
#include "bind/functions_in_from.hpp"
#include "bind/outer_joins.hpp"
#include "bind/refusal.hpp"

#include <pgt/checkpoint.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace pgt::bind::detail {

/// Marks the columns that an expression reads.
void binder::use(const expression& e, const select_state& state) {
    for (std::size_t const number : e.columns()) {
        if (const auto& from = state.from.origins[number]) { used_[from->source].insert(from->column); }
    }
}

names binder::from_item(const syntax::from_item& item, select_state& state, join_group& group) {
    checkpoint();
    if (const auto* named_relation = std::get_if<syntax::relation_reference>(&item.is)) {
        auto r = named(*named_relation, state.where, item.at);
        return from_relation(item, std::move(r), named_relation->schema, named_relation->name, state, group);
    }
    if (const auto* query = std::get_if<syntax::subquery>(&item.is)) {
        if (query->lateral) { return from_lateral(item, *query, state, group); }
        auto rows = select(*query->query, state.where, state.asks_for_order);
        return from_relation(item, std::move(rows), "", "", state, group);
    }
    if (const auto* functions = std::get_if<syntax::function_in_from>(&item.is)) {
        return from_functions(item, *functions, state, group);
    }
    if (const auto* table = std::get_if<syntax::table_function>(&item.is)) {
        return from_table_function(item, *table, state, group);
    }
    return from_join(item, state, group);
}

/// A subquery that may read what stands to its left in FROM.
names binder::from_lateral(const syntax::from_item& item, const syntax::subquery& query, select_state& state,
                           join_group& group) {
    auto const found = nested(*query.query, state);
    bool const reads_from =
        std::ranges::any_of(found.read, [&](std::size_t number) { return number >= state.outer_width; });
    if (!reads_from) { return from_relation(item, select(*query.query, state.where), "", "", state, group); }
    auto lateral = asked(dependency::rows, found, columns_from(0, state.from.width()), item.at);
    auto result = from_relation(item, found.rows, "", "", state, group);
    lateral.added = std::move(group.parts.back().layout);
    group.parts.pop_back();
    group.dependents.push_back(std::move(lateral));
    return result;
}

names binder::from_relation(const syntax::from_item& item, relation r, const std::string& schema,
                            const std::string& name, select_state& state, join_group& group) {
    auto const offset = state.from.width();
    rename(r.columns, item.alias.columns);
    named_table table{
        item.alias.name.empty() ? schema : "", item.alias.name.empty() ? name : item.alias.name, {}, {}};
    bool const is_relation = r.row_type || r.source;
    if (is_relation && item.alias.columns.empty()) { table.row_type = r.row_type; }
    table.is_record = !is_relation;
    part added{r.rows, {}, r.recursive};
    state.from.ordered = state.from.ordered || r.ordered;
    auto const columns = columns_from(offset, r.columns.size());
    for (const auto& key : r.order) { state.from.order.push_back({key.by.substitute(columns), key.order}); }
    for (std::size_t i = 0; i < r.columns.size(); ++i) {
        const auto& column = r.columns[i];
        if (!column.hidden) {
            table.columns.push_back({column.name, expression::column(offset + i), column.type});
        }
        state.from.origins.push_back(r.source ? std::optional(origin{*r.source, i}) : std::nullopt);
        state.from.types.push_back(column.type);
        added.layout.push_back(offset + i);
    }
    group.parts.push_back(std::move(added));
    return {table.columns, {table}};
}

names binder::from_join(const syntax::from_item& item, select_state& state, join_group& group) {
    const auto& j = std::get<syntax::join>(item.is);
    bool const is_inner = j.kind == syntax::join_kind::inner;
    auto const offset = state.from.width();
    auto before = is_inner ? std::optional<select_state>() : state;
    join_group own_left;
    join_group own_right;
    auto left = from_item(*j.left, state, is_inner ? group : own_left);
    auto const around = state.from.known;
    append(state.from.known, left); // what functions and LATERAL subqueries may name
    auto right = from_item(*j.right, state, is_inner ? group : own_right);

    if (marks_presence_ && j.kind != syntax::join_kind::inner) {
        if (j.kind != syntax::join_kind::left) { mark_presence(left, own_left, state); }
        if (j.kind != syntax::join_kind::right) { mark_presence(right, own_right, state); }
    }
    joined_names result = match_columns(j, left, right, state, item.at);
    join_group on{.conditions = result.conditions};
    state.from.known = result.known;
    if (j.condition && is_inner) { add_condition(*j.condition, state, on); }
    if (j.condition && !is_inner) {
        on.conditions.push_back(bound(*j.condition, state));
        on.dependents = std::exchange(state.pending, {});
    }
    state.from.known = around;
    if (is_inner) {
        std::ranges::move(on.conditions, std::back_inserter(group.conditions));
        std::ranges::move(on.dependents, std::back_inserter(group.dependents));
    } else {
        auto const is_outside = [&](std::size_t n) { return n >= state.outer_width && n < offset; };
        if (reads_any(own_left, is_outside) || reads_any(own_right, is_outside) ||
            reads_any(on, is_outside)) {
            state = std::move(*before);
            return from_dependent_join(item, state, group);
        }
        if (asks_about_pairs(j.kind, own_left, own_right, on, state.outer_width)) {
            // As in WHERE, where only what is true counts.
            join_group pairs{.conditions = std::move(result.conditions)};
            state.from.known = result.known;
            add_condition(*j.condition, state, pairs);
            state.from.known = around;
            group.parts.push_back(joined_by_rows(j.kind, own_left, own_right, pairs, state, item.at));
            return aliased(item, std::move(result.known));
        }
        group.parts.push_back(
            outer_joined(j.kind, std::move(own_left), std::move(own_right), std::move(on), state, item.at));
    }
    return aliased(item, std::move(result.known));
}

/// The rows of a side that may be missing get a column that says that they are there, which whole rows of its tables read.
void binder::mark_presence(names& side, join_group& group, select_state& state) {
    if (is_function_alone(group)) { return; }
    group.presence = add_number(state, "boolean");
    for (auto& table : side.tables) {
        if (!table.nullable) { table.presence = group.presence; }
    }
}

/// An alias of a join hides the names inside it.
names binder::aliased(const syntax::from_item& join, names known) {
    if (join.alias.name.empty()) { return known; }
    for (std::size_t i = 0; i < std::min(join.alias.columns.size(), known.columns.size()); ++i) {
        known.columns[i].name = join.alias.columns[i];
    }
    known.tables = {named_table{"", join.alias.name, known.columns, {}}};
    return known;
}

} // namespace pgt::bind::detail
