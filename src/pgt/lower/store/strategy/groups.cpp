#include <pgt/lower/store/strategy/groups.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/extremum_index.hpp>
#include <pgt/lower/facts/reads_only_changes.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/existence.hpp>
#include <pgt/lower/sql/grouping.hpp>
#include <pgt/lower/sql/match.hpp>
#include <pgt/lower/store/apply/row_classes.hpp>

#include <cstddef>
#include <dbsp/operator/restrict.hpp>
#include <optional>
#include <utility>

namespace pgt::lower {

group_strategy::group_strategy(lowered_query& q, const sql::qname& target, grouped_query top,
                               std::size_t states_from)
    : strategy(q, target), top_(std::move(top)), states_(aggregate_states::of(top_, q.types)) {
    if (states_) { top_.calls = states_->calls(); }
    store_.keyed = true;
    store_key();
    if (states_) {
        store_states();
        find_looked_up(states_from);
    }
    where_.columns = top_.columns;
    store(circuit_of(top_, top_.in));
}

sql::text group_strategy::delta(const source_set& changed, bool /*net*/) {
    auto const change = q_.changes(top_.in, changed);
    if (!states_) { return replace_touched(change); }
    if (!states_->may_rescan()) { return add(change); }
    bool const replaces = states_->may_rescan_beside(looked_up_) || some_nullable(key_types());
    return replaces ? add_or_replace(change) : add_and_look_up(change);
}

std::optional<sql::text> group_strategy::adding(const source_set& changed) {
    if (!adds()) { return std::nullopt; }
    relational r(q_.query, q_.types);
    auto const in = rows_of(r, q_.changes(top_.in, changed));
    return apply::add_or_fail(r, in, detail::key_texts(top_.group, in), *states_, where_, store_);
}

std::optional<sql::text> group_strategy::touched_rows(const source_set& changed) {
    auto const change = q_.changes(top_.in, changed);
    if (!states_ || states_->may_rescan() || !reads_only_changes(q_.query, change)) { return std::nullopt; }
    relational r(q_.query, q_.types);
    auto const in = rows_of(r, change);
    return apply::row_classes(r, in, detail::key_texts(top_.group, in), store_);
}

void group_strategy::store_key() {
    for (std::size_t k = 0; k < top_.group.columns().size(); ++k) {
        store_.key.push_back(stored_at(top_.columns, k, protocol::key_column(k + 1),
                                       "a column of GROUP BY that the query does not show"));
    }
}

void group_strategy::store_states() {
    auto const keys = top_.group.columns().size();
    auto const names = column_names(q_.query, q_.types).of(top_.in);
    for (std::size_t i = 0; i < top_.calls.size(); ++i) {
        const auto& call = top_.calls[i];
        where_.calls.push_back(aggregate_states::is_stored(call)
                                   ? stored_at(top_.columns, keys + i, protocol::state_column(i + 1),
                                               "follows " + call_text(call, names).str() + " of the group")
                                   : apply::state_columns::npos);
    }
}

/// Of groups of the rows of a state.
void group_strategy::find_looked_up(std::size_t states_from) {
    auto const read = leaf_of(top_.in);
    auto const source = read ? source_index(q_.query, read->name) : std::nullopt;
    if (!source || *source < states_from || q_.query.sources[*source].by_clock) { return; }
    for (std::size_t i = 0; i < top_.calls.size(); ++i) {
        if (extremum_index(top_, top_.calls[i], q_.types)) { looked_up_.push_back(i); }
    }
}

row_type group_strategy::key_types() {
    return q_.types.of_expressions(top_.group.columns(), q_.types.of(top_.in));
}

apply::group_lookups group_strategy::lookups(relational& r) {
    if (looked_up_.empty()) { return {}; }
    auto const rows = r.lower(top_.in);
    return {looked_up_, rows, detail::key_texts(top_.group, rows), key_types()};
}

sql::text group_strategy::replace_touched(const circuit& change) {
    auto const now = q_.pushed(circuit_of(top_, touched_groups(top_.in, change, top_.group)));
    relational r(q_.query, q_.types);
    r.stand_for(touching(), change);
    r.share({now, change});
    auto const in = r.named(change);
    auto const groups = r.unweighted(now);
    return apply::groups(r, in, detail::key_texts(top_.group, in), groups, store_);
}

block group_strategy::rows_of(relational& r, const circuit& change) {
    r.share({change});
    return r.closed(r.lower(change));
}

sql::text group_strategy::add(const circuit& change) {
    relational r(q_.query, q_.types);
    auto const in = rows_of(r, change);
    return apply::add_to_groups(r, in, detail::key_texts(top_.group, in), *states_, where_, store_);
}

sql::text group_strategy::add_or_replace(const circuit& change) {
    relational r(q_.query, q_.types);
    auto const in = rows_of(r, change);
    auto const types = key_types();
    auto const found = lookups(r);
    apply::mark_groups(r, in, detail::key_texts(top_.group, in), types, *states_, where_, found, store_);
    key const all(columns_from(0, types.size()), true);
    auto const touched = dbsp::restrict(top_.in, leaf{apply::rescan_leaf}.as_circuit(), top_.group, all);
    auto const now = r.unweighted(q_.pushed(circuit_of(top_, touched)));
    return apply::add_or_replace_groups(r, now, *states_, where_, found, store_);
}

sql::text group_strategy::add_and_look_up(const circuit& change) {
    relational r(q_.query, q_.types);
    auto const in = rows_of(r, change);
    auto const found = lookups(r);
    return apply::add_or_look_up(r, in, detail::key_texts(top_.group, in), *states_, where_, found, store_);
}

} // namespace pgt::lower
