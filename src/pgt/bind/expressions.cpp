/// Expressions over the columns of FROM.
#include "bind/binder.hpp"
#include "bind/printer.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/checkpoint.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

/// What the catalog says of a function, which is asked once.
function_kind binder::kind_of(const syntax::function_call& f) {
    auto const arguments = f.args.size() + (f.within_group ? f.order_by.size() : 0);
    auto const [known, is_new] =
        functions_.try_emplace({f.schema, f.name, arguments}, function_kind::unknown);
    if (is_new) { known->second = catalog_.function(f.schema, f.name, arguments); }
    auto const kind = known->second;
    bool const as_aggregate =
        f.star || f.distinct || f.within_group || !f.filter.empty() || !f.order_by.empty();
    return kind == function_kind::unknown && as_aggregate ? function_kind::aggregate : kind;
}

/// Whether the expression is itself the call of an aggregate.
bool binder::is_aggregate(const syntax::expression& e) {
    if (is_window_function(e) || is_outer_call(e)) { return false; }
    const auto* f = std::get_if<syntax::function_call>(&e.is);
    return f != nullptr ? kind_of(*f) == function_kind::aggregate
                        : std::holds_alternative<syntax::special_aggregate>(e.is);
}

/// Whether the expression is one of groups: some part of it is an aggregate, or GROUPING().
bool binder::has_aggregate(const syntax::expression& e) {
    checkpoint();
    return is_aggregate(e) || (std::holds_alternative<syntax::grouping_call>(e.is) && !is_outer_call(e)) ||
           std::ranges::any_of(children(e), [&](const auto* child) { return has_aggregate(*child); });
}

std::vector<expression> binder::all_bound(const std::vector<syntax::expression>& list, select_state& state) {
    expressions result;
    for (const auto& e : list) { result.push_back(bound(e, state)); }
    return result;
}

expression binder::bound(const syntax::expression& e, select_state& state) {
    checkpoint();
    if (is_aggregate(e) || is_outer_call(e)) {
        if (auto value = outer_value(e, state)) { return *value; }
        throw invalid(grouping_error, "aggregate functions are not allowed here", e.at);
    }
    if (is_window_function(e)) { throw invalid("42P20", "window functions are not allowed here", e.at); }
    if (const auto* constant = std::get_if<syntax::constant>(&e.is)) {
        return expression::constant(constant->printed, constant->known);
    }
    if (const auto* reference = std::get_if<syntax::column_reference>(&e.is)) {
        return column(*reference, state, e.at);
    }
    if (const auto* form = std::get_if<syntax::form>(&e.is)) {
        require_values(*form);
        // The rows of a function are records, whose fields only the call itself knows.
        if (const auto* call = call_of_fields(*form);
            call != nullptr && kind_of(*call) == function_kind::set_returning) {
            auto const rows = printed_call(*call, all_bound(call->args, state));
            return set_column({expression::call(form->op, form->pieces, {rows})}, call->name, state, e.at);
        }
        return expression::call(form->op, form->pieces, all_bound(form->args, state));
    }
    if (const auto* f = std::get_if<syntax::function_call>(&e.is)) {
        return call(*f, all_bound(f->args, state), state, e.at);
    }
    if (std::holds_alternative<syntax::grouping_call>(e.is)) {
        if (auto value = outer_value(e, state)) { return *value; }
        throw invalid(grouping_error, "grouping operations are not allowed here", e.at);
    }
    const auto& link = std::get<syntax::sublink>(e.is);
    auto const operand = all_bound(link.operand, state);
    auto const width = state.from.width();
    return subquery(
        link, operand, [&](const nested_query&) { return columns_from(0, width); }, state, state, e.at);
}

namespace {

/// The error of a column that no relation has; system columns are none that can be followed.
user_error unknown_column(const std::string& name, const std::string& shown, int at) {
    static const std::set<std::string, std::less<>> of_system{"tableoid", "xmin", "cmin",
                                                              "xmax",     "cmax", "ctid"};
    if (!of_system.contains(name)) {
        return invalid(sqlstate::undefined_column, "column " + quoted(shown) + " does not exist", at);
    }
    return not_incremental("system column " + quoted(name), "It is no part of what is captured of a change.",
                           at);
}

} // namespace

namespace {

/// The names of a query, from the inside out.
struct level {
    const names* known;
    const outer_scope* around; ///< null for the query itself
};
std::vector<level> levels_of(const select_state& state) {
    std::vector<level> result{{&state.from.known, nullptr}};
    for (const auto* one = state.where.outer; one != nullptr; one = one->outer) {
        result.push_back({&one->visible.known, one});
    }
    return result;
}

/// Notes that a subquery reads columns of a query around it, and the subqueries between them as well.
void note_outer(const expression& e, const outer_scope* of, const select_state& state) {
    if (of == nullptr) { return; }
    for (const auto* one = state.where.outer; one != nullptr; one = one->outer) {
        one->read.merge(e.columns());
        if (one == of) { break; }
    }
}

} // namespace

/// Of a table that holds all its rows itself, `tableoid` is its own number.
std::optional<expression> binder::number_of_table(const named_table& t, const std::string& column,
                                                  const select_state& state) const {
    if (column != "tableoid" || t.nullable || t.columns.empty()) { return std::nullopt; }
    auto const number = t.columns.front().value.as_column();
    auto const from = number ? state.from.origins[*number] : std::nullopt;
    if (!from) { return std::nullopt; }
    const auto& relation = sources_[from->source].relation;
    bool const is_whole =
        relation.kind == relation_kind::table || relation.kind == relation_kind::stream_table;
    return is_whole ? std::optional(expression::constant(sql::build("CAST({} AS oid)", relation.oid)))
                    : std::nullopt;
}

expression binder::column(const syntax::column_reference& c, select_state& state, int at) {
    auto const levels = levels_of(state);
    auto const found = [&](const expression& value, const level& where) {
        note_outer(value, where.around, state);
        use(value, state);
        return value;
    };
    if (c.star && c.names.empty()) { throw invalid(sqlstate::syntax_error, "* is not a value", at); }
    bool const is_bare = c.names.size() == 1 && !c.star;
    for (const auto& one : levels) {
        if (!is_bare) { break; }
        if (const auto* column = find_column(one.known->columns, c.names[0], at)) {
            return found(column->value, one);
        }
    }
    auto const count = c.names.size() - (is_bare || c.star ? 0 : 1);
    auto const schema = count > 1 ? c.names[count - 2] : std::string();
    for (const auto& one : levels) {
        const auto* table = find_table(one.known->tables, schema, c.names[count - 1]);
        if (table == nullptr) { continue; }
        if (is_bare || c.star) { return found(whole_row(*table, state, at), one); }
        if (const auto* column = find_column(table->columns, c.names.back(), at)) {
            return found(column->value, one);
        }
        if (auto number = number_of_table(*table, c.names.back(), state)) { return std::move(*number); }
        throw unknown_column(c.names.back(), table->name + "." + c.names.back(), at);
    }
    if (const auto& tables = state.from.known.tables; is_bare && tables.size() == 1) {
        if (auto number = number_of_table(tables.front(), c.names[0], state)) { return std::move(*number); }
    }
    if (is_bare) { throw unknown_column(c.names[0], c.names[0], at); }
    throw invalid(sqlstate::undefined_table,
                  "missing FROM-clause entry for table " + quoted(c.names[count - 1]), at);
}

namespace {

/// The row of a table or view has a type of that name, which any other row has not.
expression row_of_type(const named_table& t) {
    printer out;
    out.print("CAST(ROW(");
    for (std::size_t i = 0; i < t.columns.size(); ++i) { out.comma(i).argument(t.columns[i].value); }
    return out.print(sql::build(") AS {})", sql::qname{t.row_type->first, t.row_type->second})).build();
}
/// A record whose fields have names, which those of ROW() have not.
expression named_record(const named_table& t) {
    printer out;
    out.print("(SELECT __pgt_row FROM (SELECT ");
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
        out.comma(i).argument(t.columns[i].value).print(sql::build(" AS {}", sql::ident{t.columns[i].name}));
    }
    return out.print(") AS __pgt_row)").build();
}

} // namespace

/// The row of a table as one value.
expression binder::whole_row(const named_table& t, select_state& state, int at) {
    bool const has_type = t.row_type || t.is_record;
    if (has_type && t.nullable && !marks_presence_) { throw presence_needed(); }
    if (!has_type || (t.nullable && !t.presence)) {
        throw not_incremental("the whole row of " + quoted(t.name),
                              has_type ? "An outer join may put a NULL in its place."
                                       : "Its type has no name.",
                              "Name the columns, as in ROW(a, b), or use refresh_mode => 'FULL'.", at);
    }
    for (const auto& column : t.columns) { use(column.value, state); }
    auto const row = t.row_type ? row_of_type(t) : named_record(t);
    if (!t.nullable) { return row; }
    return expression::call(
        operation::case_when,
        {sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END)")},
        {expression::column(*t.presence), row, expression::null()});
}

expression binder::call(const syntax::function_call& f, expressions args, select_state& sink, int at) {
    switch (kind_of(f)) {
    case function_kind::window:
        throw invalid(sqlstate::syntax_error,
                      "window function " + quoted(f.name) + " requires an OVER clause", at);
    case function_kind::set_returning:
        return set_column({printed_call(f, args), {}, is_series(f)}, f.name, sink, at);
    case function_kind::procedure: throw invalid(undefined_function, quoted(f.name) + " is a procedure", at);
    default: break;
    }
    return printed_call(f, args);
}

expression binder::printed_call(const syntax::function_call& f, const expressions& args) {
    printer out;
    out.print(sql::build("{}(", function_name(f)));
    print_arguments(out, f, args);
    return out.print(")").build();
}

} // namespace pgt::bind::detail
