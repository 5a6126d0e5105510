/// ORDER BY with LIMIT, OFFSET or FETCH FIRST, and DISTINCT ON.
///
/// Both become top_k: the first rows of all, or of each group of DISTINCT ON.  What rows are ordered by are columns of the rows; those
/// that the query does not show are removed afterwards.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/circuit/row_limit.hpp>

#include <dbsp/operator/map.hpp>
#include <dbsp/operator/top_k.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace pgt::bind::detail {

namespace {

constexpr std::string_view invalid_limit = "2201W";
constexpr std::string_view invalid_offset = "2201X";

/// Which of the columns a bare name, or a position, stands for.
std::optional<std::size_t> output_called(const syntax::expression& e, const std::vector<std::string>& names) {
    if (auto const position = position_of(e)) {
        if (*position < 1 || static_cast<std::size_t>(*position) > names.size()) {
            throw invalid("42P10", "position " + std::to_string(*position) + " is not in select list", e.at);
        }
        return static_cast<std::size_t>(*position) - 1;
    }
    const auto* reference = std::get_if<syntax::column_reference>(&e.is);
    if (reference == nullptr || reference->names.size() != 1 || reference->star) { return std::nullopt; }
    auto const found = std::ranges::find(names, reference->names.front());
    if (found == names.end()) { return std::nullopt; }
    return static_cast<std::size_t>(found - names.begin());
}

/// Whether a value depends on a column, of a query around this one, or on rows of a subquery.
bool reads_anything(const syntax::expression& e) {
    return std::holds_alternative<syntax::column_reference>(e.is) ||
           std::holds_alternative<syntax::sublink>(e.is) ||
           std::ranges::any_of(children(e), [](const auto* child) { return reads_anything(*child); });
}

bool is_constant(const syntax::expression& e) { return std::holds_alternative<syntax::constant>(e.is); }

user_error unknown_number(int at) {
    return not_incremental("LIMIT or OFFSET that is no constant",
                           "Each refresh has to keep the same number of rows.", "Write the number.", at);
}

relation first_rows(relation r, key group, row_limit limit, int at) {
    if (r.recursive) {
        throw not_incremental("LIMIT, OFFSET or DISTINCT ON in a recursive term",
                              "It depends on all rows of one step.", at);
    }
    r.rows = dbsp::detail::connect_grouped<dbsp::op::top_k>(dbsp::group_by(r.rows, std::move(group)),
                                                            group_function(std::move(limit)));
    r.source.reset();
    return r;
}

/// The numbers of the columns that an expression list has become, as expressions.
std::vector<expression> columns_at(const std::vector<std::size_t>& numbers) {
    std::vector<expression> result;
    for (std::size_t const i : numbers) { result.push_back(expression::column(i)); }
    return result;
}

} // namespace

/// The value of LIMIT or OFFSET; none where it is NULL, or there is none.
std::optional<std::uint64_t> binder::number_of_rows(const std::optional<syntax::expression>& e, bool is_limit,
                                                    const place& where) {
    if (!e) { return std::nullopt; }
    if (reads_anything(*e)) { throw unknown_number(e->at); }
    value number;
    select_state nothing{place{where.with, where.body}, {}};
    try {
        number = bound(*e, nothing).evaluate({});
    } catch (const not_evaluable&) { throw unknown_number(e->at); }
    if (!number) { return std::nullopt; }
    const auto* known = std::get_if<std::int64_t>(&*number);
    if (known == nullptr) { throw unknown_number(e->at); }
    if (*known < 0) {
        throw invalid(is_limit ? invalid_limit : invalid_offset,
                      is_limit ? "LIMIT must not be negative" : "OFFSET must not be negative", e->at);
    }
    return static_cast<std::uint64_t>(*known);
}

/// The rows of a query after its LIMIT, ordered by these columns.
relation binder::limited(relation r, const syntax::select_statement& s,
                         const std::vector<std::size_t>& columns, const place& where) {
    row_limit limit;
    limit.count = number_of_rows(s.limit->count, true, where);
    limit.offset = number_of_rows(s.limit->offset, false, where).value_or(0);
    limit.with_ties = s.limit->with_ties;
    limit.order = ordering(s, columns);
    if (!limit.count && limit.offset == 0) { return r; }
    return first_rows(std::move(r), key(expressions(), true), std::move(limit), s.at);
}

/// The first row of each group of DISTINCT ON.
relation binder::first_of_each(relation r, const syntax::select_statement& s, const sort_columns& by) {
    row_limit limit;
    limit.count = 1;
    limit.order = ordering(s, by.order);
    return first_rows(std::move(r), key(columns_at(by.groups), true), std::move(limit), s.at);
}

/// ORDER BY, as the columns it has become.  A constant orders nothing.
std::vector<order_key> binder::ordering(const syntax::select_statement& s,
                                        const std::vector<std::size_t>& columns) {
    std::vector<order_key> result;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& key = s.order_by[i];
        if (is_constant(key.by) && !position_of(key.by)) { continue; }
        result.push_back({expression::column(columns[i]), key.order});
    }
    return result;
}

/// The columns that rows are ordered by, and grouped by for DISTINCT ON; those that are not shown are added to the output. Without
/// `sorts` nothing asks for the order, but sets of ORDER BY make rows all the same.
binder::sort_columns binder::sort_outputs(const syntax::select_statement& s, std::vector<output>& targets,
                                          bool sorts) {
    std::vector<std::string> names;
    for (const auto& target : targets) { names.push_back(target.name); }
    auto const column_of = [&](const syntax::expression& e) {
        if (auto const known = output_called(e, names)) { return *known; }
        auto const alike = std::ranges::find_if(
            targets, [&](const auto& t) { return t.written != nullptr && same(*t.written, e); });
        if (alike != targets.end()) { return static_cast<std::size_t>(alike - targets.begin()); }
        targets.push_back({"", &e, expression::null()});
        return targets.size() - 1;
    };
    sort_columns result;
    for (const auto& e : s.distinct_on) { result.groups.push_back(column_of(e)); }
    for (const auto& key : s.order_by) {
        if (sorts || makes_rows(key, s)) { result.order.push_back(column_of(key.by)); }
    }
    return result;
}

/// Of a set operation or VALUES, whose output is all that ORDER BY can name.
std::vector<std::size_t> binder::sort_columns_of(const syntax::select_statement& s, const relation& r) {
    std::vector<std::string> names;
    for (const auto& column : r.columns) { names.push_back(column.name); }
    std::vector<std::size_t> result;
    for (const auto& key : s.order_by) {
        auto const column = output_called(key.by, names);
        if (!column) {
            throw not_incremental("ORDER BY of an expression over a set operation",
                                  "Only columns of its result can be named there.", key.by.at);
        }
        result.push_back(*column);
    }
    return result;
}

/// The order of the rows, which aggregates of the query around them follow. The columns that it needs and the query does not show
/// are hidden.
relation binder::in_order(relation r, std::vector<order_key> order, std::size_t count) {
    for (std::size_t i = count; i < r.columns.size(); ++i) { r.columns[i].hidden = true; }
    r.order = std::move(order);
    return r;
}

/// The columns that are shown: the first ones.
relation binder::shown(relation r, std::size_t count) {
    if (r.columns.size() == count) { return r; }
    r.columns.erase(r.columns.begin() + static_cast<std::ptrdiff_t>(count), r.columns.end());
    r.rows = dbsp::map(r.rows, mapping(columns_from(0, count)));
    return r;
}

} // namespace pgt::bind::detail
