/// GROUPING SETS, ROLLUP and CUBE.
///
///     GROUP BY ROLLUP (a)    map(input, CASE WHEN has_a THEN a END, set, ...) over input x {(set, has_a), ...}
///
/// A NULL that stands for an absent key differs from a NULL of the data by the number of the set.
#include "bind/grouping_sets.hpp"

#include <pgt/expr/boolean.hpp>
#include <pgt/sql/type_name.hpp>

#include "bind/binder.hpp"
#include "bind/match.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <dbsp/operator/map.hpp>
#include <dbsp/operator/product.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace pgt::bind::detail {

namespace {

expression integer(std::int64_t n) { return expression::constant(sql::build("{}", n), value(n)); }

/// CASE has no type modifier, so that of the column is given back: numeric(10,2), say.
expression with_modifier(expression e, const std::string& type) {
    if (!type.contains('(') && !type.starts_with("interval ")) { return e; }
    return expression::call(operation::server,
                            {sql::build("CAST("), sql::build(" AS {})", sql::from_server(type))},
                            {std::move(e)});
}

/// `e` where a set has it, else NULL: that of an element of an array is not checked by a domain.
expression where_true(expression has, expression e, const std::string& type) {
    auto pieces = sql::may_be_domain(type)
                      ? std::vector{sql::build("(CASE WHEN "), sql::build(" THEN ARRAY["),
                                    sql::build("] ELSE "), sql::build(" END)[1]")}
                      : std::vector{sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "),
                                    sql::build(" END)")};
    return expression::call(operation::case_when, std::move(pieces),
                            {std::move(has), std::move(e), expression::null()});
}

} // namespace

grouping_sets::grouping_sets(const std::vector<expression>& written, const list_of_sets& sets,
                             bool distinct) {
    std::vector<std::size_t> index;
    for (const auto& key : written) {
        auto const known = std::ranges::find(written_, key);
        index.push_back(static_cast<std::size_t>(known - written_.begin()));
        if (known == written_.end()) { written_.push_back(key); }
    }
    for (const auto& set : sets) {
        std::set<std::size_t> members;
        for (std::size_t const i : set) { members.insert(index[i]); }
        if (!distinct || !std::ranges::contains(sets_, members)) { sets_.push_back(std::move(members)); }
    }
    for (std::size_t i = 0; i < written_.size(); ++i) {
        bool const is_common = std::ranges::all_of(sets_, [&](const auto& set) { return set.contains(i); });
        if (!is_common) { partial_.push_back(i); }
    }
}

std::vector<std::vector<expression>> grouping_sets::described() const {
    std::vector<std::vector<expression>> result;
    for (const auto& set : sets_) {
        std::vector<expression> row{integer(static_cast<std::int64_t>(result.size()))};
        for (std::size_t const key : partial_) { row.push_back(boolean_constant(set.contains(key))); }
        result.push_back(std::move(row));
    }
    return result;
}

std::vector<expression> grouping_sets::keys(std::size_t first, const std::vector<std::string>& types) const {
    auto result = written_;
    auto has_key = first;
    for (std::size_t const i : partial_) {
        auto only_there = where_true(expression::column(++has_key), written_[i], types[i]);
        result[i] = with_modifier(std::move(only_there), types[i]);
    }
    result.push_back(expression::column(first));
    return result;
}

std::vector<std::vector<expression>> grouping_sets::empty_sets() const {
    std::vector<std::vector<expression>> result;
    for (std::size_t i = 0; i < sets_.size(); ++i) {
        if (sets_[i].empty()) { result.push_back({integer(static_cast<std::int64_t>(i))}); }
    }
    return result;
}

/// A bit for each argument, the last one the lowest: whether the set lacks it.
std::int64_t grouping_sets::mask(const std::vector<std::size_t>& args, const std::set<std::size_t>& set) {
    std::int64_t result = 0;
    for (std::size_t const key : args) { result = result * 2 + (set.contains(key) ? 0 : 1); }
    return result;
}

expression grouping_sets::grouping(const std::vector<std::size_t>& args, const expression& number) const {
    auto const last = mask(args, sets_.back());
    std::vector<sql::text> pieces{sql::build("(CASE WHEN ")};
    std::vector<expression> parts;
    for (std::size_t i = 0; i + 1 < sets_.size(); ++i) {
        auto const here = mask(args, sets_[i]);
        if (here == last) { continue; }
        parts.push_back(
            expression::infix(operation::equal, number, " = ", integer(static_cast<std::int64_t>(i))));
        parts.push_back(integer(here));
        pieces.push_back(sql::build(" THEN "));
        pieces.push_back(sql::build(" WHEN "));
    }
    if (parts.empty()) { return integer(last); }
    pieces.back() = sql::build(" ELSE ");
    pieces.push_back(sql::build(" END)"));
    parts.push_back(integer(last));
    return expression::call(operation::case_when, std::move(pieces), std::move(parts));
}

/// The rows for each set; the columns that say for which get numbers from the old width of the scope on.
part binder::for_each_set(const part& rows, const grouping_sets& sets, select_state& state) {
    part number{constant_leaf(sets.described(), state.where), {}};
    for (std::size_t i = 0; i < sets.width(); ++i) { number.layout.push_back(add_number(state, "")); }
    auto const all = plain(rows);
    return {dbsp::theta_join(all.rows, number.rows, pair_condition(), whole_pair(all, number)),
            concatenated(all, number)};
}

/// GROUPING() over the rows of groups; where each group has all keys it is 0.
expression binder::grouping_value(const syntax::grouping_call& call, const aggregation& groups,
                                  select_state& state) {
    std::vector<std::size_t> args;
    for (const auto& e : call.args) {
        auto const key = has_subquery(e) ? groups.find_written(e) : groups.find_key(bound(e, state));
        if (!key) {
            throw invalid(grouping_error,
                          "arguments to GROUPING must be grouping expressions of the associated query level",
                          e.at);
        }
        args.push_back(*key);
    }
    if (groups.sets == nullptr) { return integer(0); }
    return groups.sets->grouping(args, groups.key_column(groups.sets->number_index()));
}

} // namespace pgt::bind::detail
