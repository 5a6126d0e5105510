/// SELECT, VALUES, set operations and WITH.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/checkpoint.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

/// The WITH list of a query.  A query in it knows those before it, or all of them if the list is RECURSIVE.
environment binder::with(const syntax::select_statement& s, const place& where,
                         std::deque<with_entry>& entries) {
    environment known{where.with, {}};
    for (const auto& query : s.with) {
        entries.push_back({.query = &query,
                           .may_recurse = s.recursive,
                           .known = known,
                           .body = where.body,
                           .outer = where.outer});
        known.entries.push_back(&entries.back());
    }
    if (s.recursive) {
        for (auto& entry : entries) { entry.known = known; }
    }
    return known;
}

/// The order of rows means nothing, but to aggregates above, which read them as they come.
relation binder::select(const syntax::select_statement& s, const place& outside, bool keeps_order) {
    checkpoint();
    std::deque<with_entry> entries;
    auto const known = with(s, outside, entries);
    place const where{&known, outside.body, outside.outer};
    if (s.limit && s.order_by.empty()) { throw refusal_of_limit(s); }
    refuse_sets(s);
    auto result = unordered(s, where, keeps_order && !s.order_by.empty());
    result.ordered = result.ordered || !s.order_by.empty();
    return result;
}

relation binder::unordered(const syntax::select_statement& s, const place& where, bool keeps_order) {
    bool const is_set_operation = s.op != syntax::set_operator::none;
    if (!is_set_operation && s.values.empty()) { return plain_select(s, where, keeps_order); }
    auto result = is_set_operation ? set_operation(s, where) : values(s, where);
    return s.limit ? limited(result, s, sort_columns_of(s, result), where) : result;
}

relation binder::without_duplicates(relation r) {
    r.rows = dbsp::distinct(r.rows);
    r.source.reset();
    r.ordered = false;
    return r;
}

relation binder::set_operation(const syntax::select_statement& s, const place& where) {
    auto result = select(*s.left, where);
    auto const right = select(*s.right, where);
    if (result.columns.size() != right.columns.size()) { throw unequal_width(s); }
    bool const is_union = s.op == syntax::set_operator::union_;
    if ((result.recursive || right.recursive) && !is_union) {
        throw not_incremental("INTERSECT or EXCEPT in a recursive term",
                              "It depends on all rows of one step.", s.at);
    }
    if ((result.recursive || right.recursive) && !s.all) { refuse_in_bag_recursion(where, "UNION", s.at); }
    auto const a = result.rows;
    auto const b = right.rows;
    switch (s.op) {
    case syntax::set_operator::intersect:
        result.rows = s.all ? dbsp::intersect_all(a, b) : dbsp::intersect_distinct(a, b);
        break;
    case syntax::set_operator::except:
        result.rows = s.all ? dbsp::except_all(a, b) : dbsp::except_distinct(a, b);
        break;
    default: result.rows = s.all ? dbsp::plus(a, b) : dbsp::union_distinct(a, b);
    }
    result.recursive = result.recursive || right.recursive;
    result.ordered = is_union && s.all && (result.ordered || right.ordered);
    result.source.reset();
    for (std::size_t i = 0; i < right.columns.size(); ++i) {
        if (result.columns[i].type != right.columns[i].type) { result.columns[i].type.clear(); }
    }
    return result;
}

namespace {

/// A sum as a balanced tree.
circuit sum_of(std::span<const circuit> terms) {
    if (terms.size() == 1) { return terms.front(); }
    auto const half = terms.size() / 2;
    return dbsp::plus(sum_of(terms.first(half)), sum_of(terms.subspan(half)));
}

bool is_constant(const std::vector<expression>& row) {
    return std::ranges::all_of(row, [](const expression& e) { return e.columns().empty(); });
}

} // namespace

/// A row of VALUES that reads the row around it, or subqueries.
circuit binder::computed_row(const expressions& row, std::span<const dependent> subqueries,
                             const select_state& state) {
    auto around = outer_row(state);
    part p = around ? std::move(*around) : part{unit(state.where).rows, {}};
    auto const width = state.from.width();
    p = with_dependents(std::move(p), subqueries, width);
    auto const layout = positions(p, width);
    return dbsp::map(p.rows, mapping(substituted(row, layout)));
}

relation binder::values(const syntax::select_statement& s, const place& where) {
    auto const width = s.values.front().size();
    std::vector<expressions> constant_rows;
    std::vector<circuit> terms;
    select_state state = entered(where);
    for (const auto& written : s.values) {
        if (written.size() != width) { throw unequal_width(s); }
        auto row = all_bound(written, state);
        auto const subqueries = std::exchange(state.pending, {});
        if (subqueries.empty() && is_constant(row)) {
            constant_rows.push_back(std::move(row));
        } else {
            terms.push_back(computed_row(row, subqueries, state));
        }
    }
    if (!constant_rows.empty()) { terms.push_back(constant_leaf(std::move(constant_rows), where)); }
    relation result{sum_of(terms), {}, std::nullopt};
    for (std::size_t i = 1; i <= width; ++i) { result.columns.push_back({"column" + std::to_string(i), ""}); }
    return result;
}

/// The rows of FROM as those of the output.  What holds no aggregate may still have one in a subquery.
relation binder::computed(const syntax::select_statement& s, const std::vector<output>& targets,
                          const part& rows, select_state& state) {
    if (is_grouped(s)) { return grouped(s, targets, rows, state); }
    auto before = state;
    try {
        return has_windows(targets) ? windowed(s, targets, rows, state) : projected(targets, rows, state);
    } catch (const outer_call_needed&) {
        state = std::move(before);
        return grouped(s, targets, rows, state);
    }
}

relation binder::plain_select(const syntax::select_statement& s, const place& where, bool keeps_order) {
    select_state state = entered(where);
    state.asks_for_order = asks_for_order(s);
    join_group group;
    if (auto around = outer_row(state)) { group.parts.push_back(std::move(*around)); }
    for (const auto& item : s.from) { append(state.from.known, from_item(item, state, group)); }
    if (s.where) { add_condition(*s.where, state, group); }
    auto targets = outputs(s, state);
    auto const width = targets.size();
    auto const sorted_by = sort_outputs(s, targets, s.limit || !s.distinct_on.empty() || keeps_order);
    auto const rows = joined(std::move(group), state);
    auto result = computed(s, targets, rows, state);
    if (s.distinct) {
        if (result.recursive) { refuse_in_bag_recursion(where, "DISTINCT", s.at); }
        result = without_duplicates(std::move(result));
    }
    if (!s.distinct_on.empty()) { result = first_of_each(std::move(result), s, sorted_by); }
    if (s.limit) { result = limited(std::move(result), s, sorted_by.order, where); }
    return keeps_order ? in_order(std::move(result), ordering(s, sorted_by.order), width)
                       : shown(std::move(result), width);
}

/// The columns of the output with stars expanded.
std::vector<binder::output> binder::outputs(const syntax::select_statement& s, select_state& state) {
    std::vector<output> result;
    for (const auto& target : s.targets) {
        const auto* reference = std::get_if<syntax::column_reference>(&target.value.is);
        if (reference == nullptr || !reference->star || !target.name.empty()) {
            result.push_back({target.name, &target.value, expression::null()});
            continue;
        }
        const auto& known = state.from.known;
        const auto& columns =
            reference->names.empty()
                ? known.columns
                : table_of(*reference, known, reference->names.size(), target.value.at).columns;
        for (const auto& column : columns) {
            use(column.value, state);
            result.push_back({column.name, nullptr, column.value});
        }
    }
    return result;
}

expression binder::value_of(const output& target, select_state& state) {
    return target.written != nullptr ? bound(*target.written, state) : target.value;
}

/// The type of a column; nothing is known of other expressions.
std::string binder::type_of(const expression& e, const select_state& state) {
    auto const number = e.as_column();
    return number ? state.from.types[*number] : std::string();
}

std::vector<std::string> binder::types_of(const expressions& list, const select_state& state) {
    std::vector<std::string> result;
    for (const auto& e : list) { result.push_back(type_of(e, state)); }
    return result;
}

relation binder::projected(const std::vector<output>& targets, const part& rows, select_state& state) {
    relation result{rows.rows, {}, std::nullopt, rows.recursive, state.from.ordered};
    state.may_make_sets = true;
    expressions values;
    for (const auto& target : targets) {
        values.push_back(value_of(target, state));
        result.columns.push_back({target.name, type_of(values.back(), state)});
    }
    auto const width = state.from.width();
    auto const joined_rows = with_dependents(rows, std::exchange(state.pending, {}), width);
    auto const all = with_sets(joined_rows, state.sets, width);
    auto const layout = positions(all, state.from.width());
    result.rows = all.rows;
    expressions columns;
    for (const auto& value : values) { columns.push_back(value.substitute(layout)); }
    if (columns != columns_from(0, all.layout.size())) {
        result.rows = dbsp::map(result.rows, mapping(std::move(columns)));
    }
    return result;
}

} // namespace pgt::bind::detail
