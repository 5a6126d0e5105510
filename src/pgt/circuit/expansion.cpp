#include <pgt/circuit/expansion.hpp>

#include "circuit/shown.hpp"
#include "expr/truth.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

namespace pgt {

namespace {

std::int64_t number_of(const value& v) {
    if (const auto* number = std::get_if<std::int64_t>(&*v)) { return *number; }
    throw not_evaluable("a series of anything but integers");
}

/// The values of generate_series.
std::vector<value> series(const expression& call, const row& columns) {
    std::vector<std::int64_t> bounds;
    for (const auto& arg : call.args()) {
        auto const v = arg.evaluate(columns);
        if (!v) { return {}; }
        bounds.push_back(number_of(v));
    }
    auto const step = bounds.size() > 2 ? bounds[2] : 1;
    if (step == 0) { throw not_evaluable("a series without a step"); }
    std::vector<value> result;
    auto i = bounds.at(0);
    while (step > 0 ? i <= bounds.at(1) : i >= bounds.at(1)) {
        result.emplace_back(i);
        if (__builtin_add_overflow(i, step, &i)) { break; }
    }
    return result;
}

/// The columns that functions add, for each row that they make of one.
std::vector<row> added(const function_rows& made, const row& columns) {
    std::vector<std::vector<value>> lists;
    std::size_t longest = 0;
    for (const auto& f : made.functions) {
        if (!f.is_series) { throw not_evaluable("only PostgreSQL can compute this function"); }
        lists.push_back(series(f.call, columns));
        longest = std::max(longest, lists.back().size());
    }
    std::vector<row> result;
    for (std::size_t i = 0; i < longest; ++i) {
        row one;
        for (const auto& list : lists) {
            if (i < list.size()) {
                one.push_back(list[i]);
            } else {
                one.emplace_back();
            }
        }
        if (made.ordinality) { one.emplace_back(static_cast<std::int64_t>(i) + 1); }
        result.push_back(std::move(one));
    }
    return result;
}

row followed(row first, const row& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

sql::text as_defined(const row_function& f, std::span<const sql::text> columns) {
    auto const call = f.call.print(columns);
    return f.definitions.empty() ? call : sql::build("{} AS ({})", call, f.definitions);
}

} // namespace

std::vector<row> expansion::operator()(const row& columns) const {
    std::vector<row> result;
    for (const auto& one : added(made_, columns)) {
        auto whole = followed(columns, one);
        bool const is_wanted = !made_.condition || detail::truth_of(made_.condition->evaluate(whole)) == true;
        if (is_wanted) { result.push_back(std::move(whole)); }
    }
    if (result.empty() && made_.keeps_rows) { result.push_back(followed(columns, row(width()))); }
    return result;
}

bool expansion::reads_columns() const {
    return std::ranges::any_of(made_.functions,
                               [](const row_function& f) { return !f.call.columns().empty(); });
}

sql::text expansion::print(std::span<const sql::text> columns) const {
    auto const calls =
        sql::join(made_.functions, ", ", [&](const row_function& f) { return as_defined(f, columns); });
    if (made_.in_select_list) { return sql::build("(SELECT {})", calls); }
    const auto& first = made_.functions.front();
    bool const is_plain = made_.functions.size() == 1 && first.definitions.empty();
    auto const rows = is_plain ? calls : sql::build("ROWS FROM ({})", calls);
    return made_.ordinality ? sql::build("{} WITH ORDINALITY", rows) : rows;
}

std::string expansion::label() const {
    std::vector<expression> all;
    for (const auto& f : made_.functions) { all.push_back(f.call); }
    if (made_.condition) { all.push_back(*made_.condition); }
    auto const names = detail::plain_names(all);
    auto const text = print(names).str();
    if (!made_.keeps_rows) { return text; }
    return "left join " + text + (made_.condition ? " on " + made_.condition->print(names).str() : "");
}

} // namespace pgt
