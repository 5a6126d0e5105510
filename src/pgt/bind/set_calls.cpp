/// Set-returning functions in select lists: what PostgreSQL calls ProjectSet.
#include "bind/set_calls.hpp"

#include "bind/binder.hpp"
#include "bind/functions_in_from.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/map.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace pgt::bind::detail {

namespace {

part with_sets_of_depth(part p, std::span<const set_call> sets, std::size_t depth, std::size_t width) {
    function_rows made;
    made.in_select_list = true;
    std::vector<std::size_t> added;
    for (const auto& one : sets) {
        if (one.depth != depth) { continue; }
        made.functions.push_back(one.function);
        made.columns.push_back(one.name);
        added.push_back(one.number);
    }
    p.rows = dbsp::flat_map(p.rows, expansion(substituted(std::move(made), positions(p, width))));
    p.layout.insert(p.layout.end(), added.begin(), added.end());
    return p;
}

} // namespace

part with_sets(part p, std::span<const set_call> sets, std::size_t width) {
    if (sets.empty()) { return p; }
    auto const deepest = std::ranges::max(sets, {}, &set_call::depth).depth;
    for (std::size_t depth = 0; depth <= deepest; ++depth) {
        p = with_sets_of_depth(std::move(p), sets, depth, width);
    }
    return p;
}

namespace {

user_error refused_set(int at) {
    return not_incremental("a set-returning function here", "It makes several rows out of one.",
                           "Move it into FROM, or use refresh_mode => 'FULL'.", at);
}

/// The numbers that are read of rows before sets are made of them.
std::vector<std::size_t> read_before(std::span<const set_call> sets, const std::vector<expression>& values) {
    std::set<std::size_t> read;
    for (const auto& e : values) { read.merge(e.columns()); }
    for (const auto& one : sets) { read.merge(one.function.call.columns()); }
    for (const auto& one : sets) { read.erase(one.number); }
    return {read.begin(), read.end()};
}

} // namespace

circuit outputs_of(const part& p, const windowing& windows, std::span<const set_call> sets,
                   const std::vector<expression>& values, std::size_t width, int at) {
    if (windows.calls.empty() || sets.empty()) {
        auto const all = with_sets(p, sets, width);
        return over_windows(all.rows, positions(all, width), windows, values);
    }
    for (const auto& call : windows.calls) {
        auto const read = call.columns();
        if (std::ranges::any_of(sets, [&](const set_call& one) { return read.contains(one.number); })) {
            throw refused_set(at);
        }
    }
    auto numbers = read_before(sets, values);
    std::vector<expression> columns;
    for (std::size_t const number : numbers) { columns.push_back(expression::column(number)); }
    part const seen{over_windows(p.rows, positions(p, width), windows, columns), std::move(numbers)};
    auto const all = with_sets(seen, sets, width);
    return dbsp::map(all.rows, mapping(substituted(values, positions(all, width))));
}

/// The column that a set-returning function adds to the rows of `sink`; equal calls are one.
expression binder::set_column(row_function function, const std::string& name, select_state& sink, int at) {
    if (!sink.may_make_sets) { throw refused_set(at); }
    auto const known =
        std::ranges::find(sink.sets, function.call, [](const set_call& one) { return one.function.call; });
    if (known != sink.sets.end()) { return expression::column(known->number); }
    auto const read = function.call.columns();
    set_call added{std::move(function), name};
    for (const auto& one : sink.sets) {
        if (read.contains(one.number)) { added.depth = std::max(added.depth, one.depth + 1); }
    }
    added.number = add_number(sink, "");
    sink.sets.push_back(std::move(added));
    return expression::column(sink.sets.back().number);
}

bool binder::makes_sets(const syntax::expression& e) {
    const auto* f = std::get_if<syntax::function_call>(&e.is);
    if (f != nullptr && kind_of(*f) == function_kind::set_returning) { return true; }
    return std::ranges::any_of(children(e), [&](const auto* child) { return makes_sets(*child); });
}

/// Sorting by what is no column of the result makes rows of it, too.
bool binder::makes_rows(const syntax::sort_key& key, const syntax::select_statement& s) {
    auto const is_shown = [&](const syntax::target& target) { return same(target.value, key.by); };
    return makes_sets(key.by) && std::ranges::none_of(s.targets, is_shown);
}

/// Of rows that are equal to ORDER BY, LIMIT keeps those that the function gives first.
void binder::refuse_sets(const syntax::select_statement& s) {
    if (!s.limit && s.distinct_on.empty()) { return; }
    auto const shows = [&](const syntax::target& target) { return makes_sets(target.value); };
    auto const makes = [&](const syntax::sort_key& key) { return makes_rows(key, s); };
    if (std::ranges::any_of(s.targets, shows) || std::ranges::any_of(s.order_by, makes)) {
        throw not_incremental("LIMIT or DISTINCT ON over a set-returning function in the SELECT list",
                              "Which of its rows are kept depends on the order in which it gives them.",
                              "Move it into FROM WITH ORDINALITY, or use refresh_mode => 'FULL'.", s.at);
    }
}

/// A key of the rows that are grouped.  What would make rows of them is none: it makes rows of the groups.
std::optional<expression> binder::key_over_groups(const syntax::expression& e, aggregation& groups,
                                                  select_state& state) {
    auto const sets = state.sets.size();
    auto const width = state.from.width();
    auto const plain = bound(e, state);
    if (state.sets.size() == sets) { return as_key_column(plain, groups, state); }
    state.sets.erase(state.sets.begin() + static_cast<std::ptrdiff_t>(sets), state.sets.end());
    state.from.origins.resize(width);
    state.from.types.resize(width);
    return std::nullopt;
}

} // namespace pgt::bind::detail
