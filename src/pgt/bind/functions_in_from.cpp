#include "bind/functions_in_from.hpp"

#include "bind/binder.hpp"
#include "bind/conditions.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <dbsp/operator/flat_map.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace pgt::bind::detail {

function_rows substituted(function_rows made, const std::vector<expression>& columns) {
    for (auto& f : made.functions) { f.call = f.call.substitute(columns); }
    return made;
}

namespace {

bool reads_only(const dependent_function& f, const part& p) {
    return std::ranges::all_of(
        f.made.functions, [&](const row_function& one) { return detail::reads_only(one.call, p.layout); });
}

part with_function(part p, const dependent_function& f, std::size_t width) {
    p.rows = dbsp::flat_map(p.rows, expansion(substituted(f.made, positions(p, width))));
    p.layout.insert(p.layout.end(), f.added.begin(), f.added.end());
    return p;
}

user_error outside_of_join(int at) {
    return not_incremental("a function that reads a table outside of its join",
                           "It depends on rows that the join does not have.",
                           "Move the table into the join, or use refresh_mode => 'FULL'.", at);
}

} // namespace

part with_functions(part p, std::vector<dependent_function>& functions, std::vector<expression>& conditions,
                    std::size_t width) {
    auto const can_be_called = [&](const dependent_function& f) { return reads_only(f, p); };
    for (auto next = std::ranges::find_if(functions, can_be_called); next != functions.end();
         next = std::ranges::find_if(functions, can_be_called)) {
        p = with_function(std::move(p), *next, width);
        functions.erase(next);
        p = filtered(std::move(p), take_filters(conditions, p.layout), width);
    }
    return p;
}

bool is_function_alone(const join_group& group) {
    return group.parts.empty() && group.dependents.empty() && group.functions.size() == 1;
}

part left_joined(part p, dependent_function f, const std::vector<expression>& conditions, std::size_t width) {
    if (!reads_only(f, p)) { throw outside_of_join(f.at); }
    f.made.keeps_rows = true;
    if (!conditions.empty()) {
        auto whole = p;
        whole.layout.insert(whole.layout.end(), f.added.begin(), f.added.end());
        f.made.condition = all_of(conditions).substitute(positions(whole, width));
    }
    return with_function(std::move(p), f, width);
}

void refuse_left_over(const std::vector<dependent_function>& functions) {
    if (!functions.empty()) { throw outside_of_join(functions.front().at); }
}

namespace {

/// A name for each column: that of the alias, or of the function.
std::vector<std::string> column_names(std::vector<std::string> own, const std::vector<std::string>& aliases) {
    own.resize(std::max(own.size(), aliases.size()));
    std::ranges::copy(aliases, own.begin());
    return own;
}

std::string name_of(const syntax::row_function& f) {
    const auto* call = std::get_if<syntax::function_call>(&f.call.is);
    return call != nullptr ? call->name : "?column?";
}

/// The columns that are known without the server, which prints the names of all of them as aliases.
std::vector<std::string> own_columns(const syntax::function_in_from& from, const std::string& alias) {
    std::vector<std::string> result;
    for (const auto& f : from.functions) {
        for (const auto& column : f.columns) { result.push_back(column.name); }
        if (!f.columns.empty()) { continue; }
        bool const takes_alias = from.functions.size() == 1 && !alias.empty();
        result.push_back(takes_alias ? alias : name_of(f));
    }
    if (from.ordinality) { result.emplace_back("ordinality"); }
    return result;
}

sql::text definitions_of(const std::vector<syntax::column_definition>& columns) {
    return sql::join(columns, ", ", [](const syntax::column_definition& one) {
        return sql::build("{} {}", sql::ident{one.name}, one.type);
    });
}

} // namespace

/// A call in FROM, where a set is no reason to refuse it.
row_function binder::row_call(const syntax::row_function& f, select_state& state) {
    auto const definitions = definitions_of(f.columns);
    const auto* call = std::get_if<syntax::function_call>(&f.call.is);
    if (call == nullptr) { return {bound(f.call, state), definitions}; }
    return {printed_call(*call, all_bound(call->args, state)), definitions, is_series(*call)};
}

names binder::from_functions(const syntax::from_item& item, const syntax::function_in_from& from,
                             select_state& state, join_group& group) {
    function_rows made;
    made.ordinality = from.ordinality;
    made.gives_one_row = true;
    for (const auto& f : from.functions) {
        made.functions.push_back(row_call(f, state));
        const auto* call = std::get_if<syntax::function_call>(&f.call.is);
        made.gives_one_row = made.gives_one_row && call != nullptr && kind_of(*call) == function_kind::plain;
    }
    made.columns = column_names(own_columns(from, item.alias.name), item.alias.columns);
    return from_made(item, std::move(made), name_of(from.functions.front()), state, group);
}

names binder::from_table_function(const syntax::from_item& item, const syntax::table_function& table,
                                  select_state& state, join_group& group) {
    function_rows made;
    made.functions.push_back(
        {expression::call(operation::server, table.call.pieces, all_bound(table.call.args, state))});
    std::vector<std::string> own;
    for (const auto& column : table.columns) { own.push_back(column.name); }
    made.columns = column_names(std::move(own), item.alias.columns);
    return from_made(item, std::move(made), table.name, state, group);
}

/// What functions make known.  Those that read no column are a relation, which never changes; subqueries that they are called with are
/// joined first.
names binder::from_made(const syntax::from_item& item, function_rows made, const std::string& name,
                        select_state& state, join_group& group) {
    std::ranges::move(std::exchange(state.pending, {}), std::back_inserter(group.dependents));
    named_table table{"", item.alias.name.empty() ? name : item.alias.name, {}, {}};
    table.is_record = made.ordinality || made.functions.size() > 1;
    dependent_function f{std::move(made), {}, item.at};
    for (const auto& column : f.made.columns) {
        f.added.push_back(state.from.width());
        table.columns.push_back({column, expression::column(f.added.back()), ""});
        state.from.origins.emplace_back();
        state.from.types.emplace_back();
    }
    if (expansion(f.made).reads_columns()) {
        group.functions.push_back(std::move(f));
    } else {
        group.parts.push_back(with_function(part{unit(state.where).rows, {}}, f, state.from.width()));
    }
    return {table.columns, {table}};
}

} // namespace pgt::bind::detail
