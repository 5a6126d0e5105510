/// Outer joins as LATERAL subqueries: those whose sides cannot be computed one without the other, or without what stands around the join.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"

#include <dbsp/operator/map.hpp>
#include <dbsp/operator/source.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

/// The rows of a side that an outer join finds for a row of the other one, which it keeps.
dependent binder::partners(const part& kept, join_group side, join_group on, const select_state& state,
                           int at) {
    auto const width = state.from.width();
    auto leaf = new_outer_leaf(state);
    expressions around;
    for (std::size_t const number : kept.layout) { around.push_back(expression::column(number)); }
    auto const row = dbsp::map(dbsp::source<circuit>(leaf), mapping(std::move(around)));
    auto added = numbers_of(side, state.outer_width);
    side.parts.insert(side.parts.begin(), part{row, kept.layout});
    std::ranges::move(on.conditions, std::back_inserter(side.conditions));
    std::ranges::move(on.dependents, std::back_inserter(side.dependents));
    auto const found = joined(std::move(side), state);
    auto const layout = positions(found, width);
    expressions columns;
    for (std::size_t const number : added) { columns.push_back(layout[number]); }
    auto const found_width = columns.size();
    return {.kind = dependency::rows_or_nulls,
            .subquery = dbsp::map(found.rows, mapping(std::move(columns))),
            .width = found_width,
            .leaf = std::move(leaf),
            .leaf_width = width,
            .columns = columns_from(0, width),
            .on = {},
            .read = {kept.layout.begin(), kept.layout.end()},
            .added = std::move(added),
            .at = at};
}

/// An outer join whose condition asks subqueries about a row of each side.
part binder::joined_by_rows(syntax::join_kind kind, join_group left, join_group right, join_group on,
                            const select_state& state, int at) {
    if (kind == syntax::join_kind::full) {
        throw not_incremental("a subquery in the condition of a FULL JOIN that reads both sides",
                              "Whether rows have a partner depends on rows of the subquery.", at);
    }
    bool const keeps_left = kind == syntax::join_kind::left;
    auto& kept_group = keeps_left ? left : right;
    if (auto around = outer_row(state)) {
        kept_group.parts.insert(kept_group.parts.begin(), std::move(*around));
    }
    auto const kept = plain(joined(std::move(kept_group), state));
    auto const found = partners(kept, std::move(keeps_left ? right : left), std::move(on), state, at);
    return without_outer(with_dependent(kept, found, state.from.width()), state.outer_width);
}

/// An outer join that reads what stands to its left in FROM; what it makes known are the names inside it.
names binder::from_dependent_join(const syntax::from_item& item, select_state& state, join_group& group) {
    if (state.where.body != nullptr) {
        throw not_incremental("a join in a recursive term that reads a table outside of it",
                              "It depends on rows that the join does not have.", item.at);
    }
    auto const width = state.from.width();
    auto leaf = new_outer_leaf(state);
    std::set<std::size_t> read;
    outer_scope const around{state.where.outer, state.from, dbsp::source<circuit>(leaf), read};
    auto inside = entered({state.where.with, nullptr, &around});
    join_group own;
    auto known = from_item(item, inside, own);
    auto rows = without_outer(plain(joined(std::move(own), inside)), width);
    state.from.origins = inside.from.origins;
    state.from.types = inside.from.types;
    state.from.ordered = state.from.ordered || inside.from.ordered;
    auto const rows_width = rows.layout.size();
    group.dependents.push_back({.kind = dependency::rows,
                                .subquery = rows.rows,
                                .width = rows_width,
                                .leaf = std::move(leaf),
                                .leaf_width = width,
                                .columns = columns_from(0, width),
                                .on = {},
                                .read = std::move(read),
                                .added = std::move(rows.layout),
                                .at = item.at});
    return known;
}

} // namespace pgt::bind::detail
