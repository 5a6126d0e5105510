/// The FROM clause: what it makes known, and the parts that are to be joined.
#pragma once

#include <pgt/bind/detail/binder.hpp>

#include <algorithm>
#include <ranges>

namespace pgt::bind::detail {

inline void append(names& to, names from) {
    std::ranges::move(from.columns, std::back_inserter(to.columns));
    std::ranges::move(from.tables, std::back_inserter(to.tables));
}

/// Marks the columns that an expression reads.
inline void binder::use(const expression& e, const select_state& state) {
    for (std::size_t const number : e.columns()) {
        if (const auto& from = state.from.origins[number]) { used_[from->source].insert(from->column); }
    }
}

inline names binder::from_item(const syntax::from_item& item, select_state& state, join_group& group) {
    checkpoint();
    if (const auto* named_relation = std::get_if<syntax::relation_reference>(&item.is)) {
        auto r = named(*named_relation, state.where, item.at);
        return from_relation(item, std::move(r), named_relation->schema, named_relation->name, state, group);
    }
    if (const auto* query = std::get_if<syntax::subquery>(&item.is)) {
        if (query->lateral) {
            throw not_incremental("LATERAL", "The subquery is another one for each row to its left.",
                                  item.at);
        }
        return from_relation(item, select(*query->query, state.where), "", "", state, group);
    }
    if (std::holds_alternative<syntax::function_in_from>(item.is)) {
        throw not_incremental("a function in FROM", "It makes rows out of values.", item.at);
    }
    return from_join(item, state, group);
}

inline names binder::from_relation(const syntax::from_item& item, relation r, const std::string& schema,
                                   const std::string& name, select_state& state, join_group& group) {
    auto const offset = state.from.width();
    rename(r.columns, item.alias.columns);
    named_table table{
        item.alias.name.empty() ? schema : "", item.alias.name.empty() ? name : item.alias.name, {}, {}};
    bool const as_declared = r.source && item.alias.columns.empty();
    if (as_declared && sources_[*r.source].relation.kind != relation_kind::stream_table) {
        const auto& declared = sources_[*r.source].relation;
        table.row_type = {declared.schema, declared.name};
    }
    part added{r.rows, {}, r.recursive};
    state.from.ordered = state.from.ordered || r.ordered;
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

inline names binder::from_join(const syntax::from_item& item, select_state& state, join_group& group) {
    const auto& j = std::get<syntax::join>(item.is);
    bool const is_inner = j.kind == syntax::join_kind::inner;
    join_group own_left;
    join_group own_right;
    auto left = from_item(*j.left, state, is_inner ? group : own_left);
    auto right = from_item(*j.right, state, is_inner ? group : own_right);

    joined_names result = match_columns(j, left, right, state, item.at);
    if (j.condition) {
        select_state inside{state.where, state.from};
        inside.from.known = result.known;
        result.conditions.push_back(bound(*j.condition, inside));
    }
    if (is_inner) {
        std::ranges::move(result.conditions, std::back_inserter(group.conditions));
    } else {
        group.parts.push_back(outer_joined(j.kind, std::move(own_left), std::move(own_right),
                                           std::move(result.conditions), state.from.width(), item.at));
    }
    return aliased(item, std::move(result.known));
}

/// An alias of a join hides the names inside it.
inline names binder::aliased(const syntax::from_item& join, names known) {
    if (join.alias.name.empty()) { return known; }
    for (std::size_t i = 0; i < std::min(join.alias.columns.size(), known.columns.size()); ++i) {
        known.columns[i].name = join.alias.columns[i];
    }
    known.tables = {named_table{"", join.alias.name, known.columns, {}}};
    return known;
}

/// The columns that USING or NATURAL match by name.
inline std::vector<std::string> matched_names(const syntax::join& j, const names& left, const names& right) {
    if (!j.natural) { return j.using_columns; }
    std::vector<std::string> result;
    for (const auto& column : left.columns) {
        if (std::ranges::contains(right.columns, column.name, &named_column::name)) {
            result.push_back(column.name);
        }
    }
    return result;
}

/// The column that a matched pair of columns is merged into.  COALESCE gives it the type that both have in common, and the same
/// value: columns that match are equal, and of a row without a partner the other one is NULL.
inline named_column merged(syntax::join_kind kind, const named_column& left, const named_column& right) {
    bool const of_right = kind == syntax::join_kind::right;
    const auto& first = of_right ? right : left;
    const auto& second = of_right ? left : right;
    bool const same_type = !first.type.empty() && first.type == second.type;
    if (same_type && kind != syntax::join_kind::full) { return first; }
    auto both =
        expression::call(operation::coalesce, {sql::build("COALESCE("), sql::build(", "), sql::build(")")},
                         {first.value, second.value});
    return {left.name, std::move(both), same_type ? first.type : std::string()};
}

/// What a join makes known: merged columns first, then the others of each side; and the conditions for the merged ones.
inline binder::joined_names binder::match_columns(const syntax::join& j, names& left, names& right,
                                                  select_state& state, int at) {
    joined_names result;
    auto const shared = matched_names(j, left, right);
    for (const auto& name : shared) {
        const auto* a = find_column(left.columns, name, at);
        const auto* b = find_column(right.columns, name, at);
        if (a == nullptr || b == nullptr) {
            throw invalid(sqlstate::undefined_column,
                          "column " + quoted(name) + " of USING does not exist on both sides", at);
        }
        auto condition = expression::infix(operation::equal, a->value, " = ", b->value);
        use(condition, state);
        result.conditions.push_back(std::move(condition));
        result.known.columns.push_back(merged(j.kind, *a, *b));
    }
    if (!j.using_alias.empty()) {
        result.known.tables.push_back({"", j.using_alias, result.known.columns, {}});
    }
    auto const add = [&](names& side, bool nullable) {
        for (auto& column : side.columns) {
            if (!std::ranges::contains(shared, column.name)) {
                result.known.columns.push_back(std::move(column));
            }
        }
        for (auto& table : side.tables) {
            table.nullable = table.nullable || nullable;
            result.known.tables.push_back(std::move(table));
        }
    };
    bool const full = j.kind == syntax::join_kind::full;
    add(left, full || j.kind == syntax::join_kind::right);
    add(right, full || j.kind == syntax::join_kind::left);
    return result;
}

} // namespace pgt::bind::detail
