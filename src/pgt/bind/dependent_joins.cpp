/// Outer joins as LATERAL subqueries: those whose sides cannot be computed one without the other, or without what stands around the join.
#include "bind/binder.hpp"
#include "bind/match.hpp"

#include <pgt/expr/boolean.hpp>

#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
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

/// The rows of a side that an outer join keeps, beside the row of the query around it.
part binder::kept_rows(join_group side, const select_state& state) {
    if (auto around = outer_row(state)) { side.parts.insert(side.parts.begin(), std::move(*around)); }
    return plain(joined(std::move(side), state));
}

namespace {
/// Rows of one side beside no rows of the other one: joined by what is never true, for which NULLs of the types of its columns stand.
part beside_none(const part& alone, const part& other) {
    auto padded = columns_from(0, alone.layout.size());
    padded.insert(padded.end(), other.layout.size(), expression::null());
    auto const never = dbsp::on(key(std::vector<expression>()), key(std::vector<expression>()),
                                pair_condition(alone.layout.size(), boolean_constant(false)));
    return {
        dbsp::left_join(alone.rows, other.rows, never, whole_pair(alone, other), mapping(std::move(padded))),
        concatenated(alone, other), alone.recursive};
}
} // namespace

/// The rows of a side without a partner, in the layout of pairs.
part binder::rows_alone(const join_group& side, const join_group& other, const join_group& on,
                        const part& pairs, const select_state& state, int at) {
    auto const kept = kept_rows(side, state);
    auto none = partners(kept, other, on, state, at);
    none.kind = dependency::not_exists;
    none.added.clear();
    auto const all = beside_none(with_dependent(kept, none, state.from.width()), plain(joined(other, state)));
    expressions columns;
    for (std::size_t const number : pairs.layout) {
        auto const own = std::ranges::find(all.layout, number);
        columns.push_back(expression::column(static_cast<std::size_t>(own - all.layout.begin())));
    }
    return {dbsp::map(all.rows, mapping(std::move(columns))), pairs.layout, all.recursive};
}

/// An outer join whose condition asks subqueries about a row of each side.  A full one has the rows of the left one, and the right rows
/// that have no partner.
part binder::joined_by_rows(syntax::join_kind kind, const join_group& left, const join_group& right,
                            const join_group& on, const select_state& state, int at) {
    bool const keeps_left = kind != syntax::join_kind::right;
    auto const kept = kept_rows(keeps_left ? left : right, state);
    auto const found = partners(kept, keeps_left ? right : left, on, state, at);
    auto pairs = without_outer(with_dependent(kept, found, state.from.width()), state.outer_width);
    if (kind != syntax::join_kind::full) { return pairs; }
    auto const alone = rows_alone(right, left, on, pairs, state, at);
    pairs.rows = dbsp::plus(pairs.rows, alone.rows);
    return pairs;
}

/// An outer join that reads what stands to its left in FROM; what it makes known are the names inside it.
names binder::from_dependent_join(const syntax::from_item& item, select_state& state, join_group& group) {
    auto const width = state.from.width();
    auto leaf = new_outer_leaf(state);
    std::set<std::size_t> read;
    auto* const body = state.where.body;
    outer_scope const around{state.where.outer, state.from, dbsp::source<circuit>(leaf), body, read};
    auto inside = entered({state.where.with, body, &around});
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
