/// Aggregates that stand in a subquery and are of a query around it, as PostgreSQL takes those that read nothing else.
///
/// The subquery is bound until one is met.  Then the query around binds it over its groups, gives its value a number, and binds the subquery
/// again, in which the aggregate is a column that has this number.
#include "bind/binder.hpp"
#include "bind/dependent.hpp"
#include "bind/syntax_tree.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

namespace pgt::bind::detail {

std::set<std::size_t> read_through(std::set<std::size_t> numbers, const std::vector<dependent>& subqueries) {
    std::set<std::size_t> result;
    while (!numbers.empty()) {
        auto const number = numbers.extract(numbers.begin()).value();
        auto const adds = [=](const dependent& d) { return std::ranges::contains(d.added, number); };
        auto const from = std::ranges::find_if(subqueries, adds);
        if (from == subqueries.end()) {
            result.insert(number);
            continue;
        }
        for (std::size_t i = 0; i < from->columns.size(); ++i) {
            if (i >= from->leaf_width || from->read.contains(i)) {
                numbers.merge(from->columns[i].columns());
            }
        }
    }
    return result;
}

bool binder::is_outer_call(const syntax::expression& e) const {
    bool const is_call = std::holds_alternative<syntax::function_call>(e.is) ||
                         std::holds_alternative<syntax::special_aggregate>(e.is) ||
                         std::holds_alternative<syntax::grouping_call>(e.is);
    return is_call && outer_calls_.contains(e.at);
}

/// The query around that an aggregate is of; null if it is of the query that it stands in.
const outer_scope* binder::level_of(const syntax::expression& e, const select_state& state) {
    auto scratch = state;
    std::set<std::size_t> read;
    for (const auto* child : children(e)) { read.merge(bound(*child, scratch).columns()); }
    read = read_through(std::move(read), scratch.pending);
    if (read.empty() || *read.rbegin() >= state.outer_width) { return nullptr; }
    const auto* level = state.where.outer;
    while (level->outer != nullptr && *read.rbegin() < level->outer->visible.width()) {
        level = level->outer;
    }
    return level;
}

/// The value of an aggregate or GROUPING() of a query around this one; none if it is of this one.
std::optional<expression> binder::outer_value(const syntax::expression& e, select_state& state) {
    bool const can_be = state.where.outer != nullptr && e.at >= 0;
    if (!can_be) { return std::nullopt; }
    for (const auto* one = state.where.outer; one != nullptr; one = one->outer) {
        if (one->calls == nullptr) { continue; }
        auto const known =
            std::ranges::find(*one->calls, e.at, [](const outer_call& c) { return c.call.at; });
        if (known == one->calls->end()) { continue; }
        for (const auto* inner = state.where.outer; inner != one; inner = inner->outer) {
            inner->read.insert(known->number);
        }
        one->read.insert(known->number);
        return expression::column(known->number);
    }
    if (const auto* level = level_of(e, state)) { throw outer_call_found{e, level}; }
    return std::nullopt;
}

} // namespace pgt::bind::detail
