/// Window functions: computed after GROUP BY and HAVING, before DISTINCT.
///
/// A SELECT with window functions becomes map(outputs) o group_transform(calls) o map(what they read): one node, by the expressions
/// that all its windows are partitioned by.  What stands around a window function is computed after it, row by row.
#include "bind/aggregate_table.hpp"
#include "bind/binder.hpp"
#include "bind/printer.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/checkpoint.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

namespace {

const std::vector<syntax::window>* over_of(const syntax::expression& e) {
    if (const auto* f = std::get_if<syntax::function_call>(&e.is)) { return &f->over; }
    const auto* special = std::get_if<syntax::special_aggregate>(&e.is);
    return special != nullptr ? &special->over : nullptr;
}

/// Windows that the evaluator has; of the others and of aggregates says nothing.
std::optional<window_kind> kind_of_window(const syntax::function_call& f) {
    static const std::unordered_map<std::string, window_kind> kinds{
        {"row_number", window_kind::row_number},
        {"rank", window_kind::rank},
        {"dense_rank", window_kind::dense_rank},
        {"lag", window_kind::lag},
        {"lead", window_kind::lead},
        {"first_value", window_kind::first_value},
        {"last_value", window_kind::last_value},
        {"ntile", window_kind::server},
        {"nth_value", window_kind::server},
        {"percent_rank", window_kind::server},
        {"cume_dist", window_kind::server},
    };
    auto const found = kinds.find(f.name);
    return f.schema.empty() && found != kinds.end() ? std::optional(found->second) : std::nullopt;
}

/// The fields of `ROW(a, b)`, which make the partitions that it makes; itself, if it is another expression.
std::vector<const syntax::expression*> fields_of(const syntax::expression& e) {
    const auto* cast = std::get_if<syntax::form>(&e.is);
    bool const is_record = cast != nullptr && cast->pieces.back() == sql::build(" AS record)");
    const auto* fields = is_record ? std::get_if<syntax::form>(&cast->args.front().is) : nullptr;
    if (fields == nullptr || fields->pieces.front() != sql::build("ROW(")) { return {&e}; }
    require_values(*fields);
    std::vector<const syntax::expression*> result;
    for (const auto& field : fields->args) { result.push_back(&field); }
    return result;
}

/// What PostgreSQL has for aggregates, but not over windows.
void require_plain(const syntax::function_call& f, int at) {
    auto const refused = [&](const std::string& what) {
        return invalid(sqlstate::feature_not_supported, what + " is not implemented for window functions",
                       at);
    };
    if (f.distinct) { throw refused("DISTINCT"); }
    if (f.within_group) { throw refused("WITHIN GROUP"); }
    if (!f.order_by.empty()) { throw refused("ORDER BY among the arguments"); }
}

} // namespace

bool is_window_function(const syntax::expression& e) {
    const auto* over = over_of(e);
    return over != nullptr && !over->empty();
}

bool has_window_function(const syntax::expression& e) {
    checkpoint();
    return is_window_function(e) ||
           std::ranges::any_of(children(e), [](const auto* child) { return has_window_function(*child); });
}

bool binder::has_windows(const std::vector<output>& targets) {
    return std::ranges::any_of(targets, [](const output& target) {
        return target.written != nullptr && has_window_function(*target.written);
    });
}

/// A window over the rows that `bind` binds expressions to.
window_definition binder::window_of(const syntax::window& w, const binding& bind) {
    window_definition result;
    for (const auto& e : w.partition_by) {
        for (const auto* field : fields_of(e)) { result.partition_by.push_back(bind(*field)); }
    }
    for (const auto& key : w.order_by) { result.order_by.push_back({bind(key.by), key.order}); }
    if (w.frame.empty()) { return result; }
    const auto& written = w.frame.front();
    auto const bound = [&](const frame_bound<syntax::expression>& from) {
        frame_bound<expression> to{.at = from.at};
        for (const auto& e : from.offset) {
            to.offset.push_back(bind(e));
            if (!to.offset.back().columns().empty()) {
                throw not_incremental("a frame whose size depends on a row", "Frames have constant sizes.",
                                      e.at);
            }
        }
        return to;
    };
    result.frame = {written.unit, bound(written.start), bound(written.end), written.exclude};
    return result;
}

window_call binder::window_call_of(const syntax::expression& e, const window_scope& scope) {
    const auto* f = std::get_if<syntax::function_call>(&e.is);
    const auto* special = std::get_if<syntax::special_aggregate>(&e.is);
    window_call result{.of = {aggregate_kind::other, expression::null(), std::nullopt}};
    expressions args;
    for (const auto& arg : f != nullptr ? f->args : special->call.args) { args.push_back(scope.bind(arg)); }
    for (const auto& filter : f != nullptr ? f->filter : special->filter) {
        result.of.filter = scope.bind(filter);
    }
    result.over = window_of(scope.named.resolved(over_of(e)->front()), scope.bind);
    if (f == nullptr) {
        result.of.call = expression::call(operation::server, special->call.pieces, std::move(args));
        return result;
    }
    require_plain(*f, e.at);
    printer out;
    out.print(sql::build("{}(", function_name(*f)));
    if (f->star) { out.print("*"); }
    print_arguments(out, *f, args);
    result.of.call = out.print(")").build();
    auto const kind = kind_of_window(*f);
    result.of.kind = kind ? aggregate_kind::other : kind_of_aggregate(*f);
    result.kind =
        kind ? *kind
             : (result.of.kind == aggregate_kind::other ? window_kind::server : window_kind::aggregate);
    return result;
}

/// The result of a call as a column with a number of its own; equal calls are one.
expression binder::result_of(const window_call& call, windowing& windows, select_state& rows) {
    auto const found = std::ranges::find(windows.calls, call);
    auto const index = static_cast<std::size_t>(found - windows.calls.begin());
    if (found == windows.calls.end()) {
        windows.calls.push_back(call);
        windows.numbers.push_back(add_number(rows, ""));
    }
    return expression::column(windows.numbers[index]);
}

/// An expression around window functions: what it is computed from comes from the rows below, and from the results.
expression binder::around_windows(const syntax::expression& e, const window_scope& scope, windowing& windows,
                                  select_state& rows) {
    checkpoint();
    if (!has_window_function(e)) { return scope.bind(e); }
    if (is_window_function(e)) { return result_of(window_call_of(e, scope), windows, rows); }
    auto const all = [&](const std::vector<syntax::expression>& list) {
        expressions result;
        for (const auto& arg : list) { result.push_back(around_windows(arg, scope, windows, rows)); }
        return result;
    };
    if (is_aggregate(e)) {
        throw invalid(grouping_error, "aggregate function calls cannot contain window function calls", e.at);
    }
    if (const auto* form = std::get_if<syntax::form>(&e.is)) {
        return expression::call(form->op, form->pieces, all(form->args));
    }
    if (const auto* f = std::get_if<syntax::function_call>(&e.is)) {
        return call(*f, all(f->args), rows, e.at);
    }
    throw not_incremental("a window function compared with a subquery",
                          "It is known only after the rows of FROM have been joined.",
                          "Move the window function into a subquery in FROM.", e.at);
}

void binder::refuse_windows_in_recursion(bool recursive, int at) {
    if (!recursive) { return; }
    throw not_incremental("a window function in a recursive term", "It depends on all rows of one step.", at);
}

/// A SELECT without groups.
relation binder::windowed(const syntax::select_statement& s, const std::vector<output>& targets,
                          const part& rows, select_state& state) {
    refuse_windows_in_recursion(rows.recursive, s.at);
    const named_windows named(s.windows);
    state.may_make_sets = true;
    const binding bind = [&](const syntax::expression& e) { return bound(e, state); };
    windowing windows;
    relation result{rows.rows, {}, std::nullopt, false, state.from.ordered};
    expressions values;
    for (const auto& target : targets) {
        if (target.written != nullptr) { refuse_order_of_windows(*target.written, named, state); }
        values.push_back(target.written != nullptr
                             ? around_windows(*target.written, {named, bind}, windows, state)
                             : target.value);
        result.columns.push_back({target.name, type_of(values.back(), state)});
    }
    auto const width = state.from.width();
    auto const all = with_dependents(rows, std::exchange(state.pending, {}), width);
    result.rows = outputs_of(all, windows, state.sets, values, width, s.at);
    return result;
}

/// A window without an order sees the rows in that of a subquery, if it has one.
void binder::refuse_order_of_windows(const syntax::expression& e, const named_windows& named,
                                     const select_state& state) const {
    if (is_window_function(e) && named.resolved(over_of(e)->front()).order_by.empty()) {
        refuse_order(e, state);
    }
    for (const auto* child : children(e)) { refuse_order_of_windows(*child, named, state); }
}

} // namespace pgt::bind::detail
