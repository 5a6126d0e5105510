/// JOIN ... USING and NATURAL JOIN: columns that are matched by name.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

namespace {

/// The columns that USING or NATURAL match by name.
std::vector<std::string> matched_names(const syntax::join& j, const names& left, const names& right) {
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
named_column merged(syntax::join_kind kind, const named_column& left, const named_column& right) {
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

} // namespace

/// What a join makes known: merged columns first, then the others of each side; and the conditions for the merged ones.
binder::joined_names binder::match_columns(const syntax::join& j, names& left, names& right,
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
