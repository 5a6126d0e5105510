#include <pgt/lower/make_plan.hpp>

#include <pgt/bind/no_catalog.hpp>
#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/explain.hpp>
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/first_rows.hpp>
#include <pgt/lower/facts/ordered_windows.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/stored_windows.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/groups.hpp>
#include <pgt/lower/store/apply/rows.hpp>
#include <pgt/lower/store/places.hpp>
#include <pgt/lower/store/storage.hpp>
#include <pgt/lower/store/stored_rows.hpp>
#include <pgt/lower/store/strategy/bag_recursion.hpp>
#include <pgt/lower/store/strategy/first_rows.hpp>
#include <pgt/lower/store/strategy/frames.hpp>
#include <pgt/lower/store/strategy/groups.hpp>
#include <pgt/lower/store/strategy/partitions.hpp>
#include <pgt/lower/store/strategy/rows.hpp>
#include <pgt/lower/store/strategy/running.hpp>
#include <pgt/lower/store/strategy/set_recursion.hpp>

#include <dbsp/operator/source.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {
/// The rows of a query, which has a column for each stored one.
block rows_of(const sql::text& query, const storage& st) {
    auto const names = sql::join(detail::plain_columns(st.columns.size()), ", ");
    // OFFSET: so that an expression which the row's hash reads, too, is computed once.
    return reading(sql::build("(SELECT * FROM ({}) AS q OFFSET 0) AS q ({})", query, names), sql::build("q"),
                   std::vector<bool>(st.columns.size(), true), false);
}

/// What a plan keeps to lower statements on demand.
class planner {
  public:
    planner(bind::query query, const bind::catalog& catalog, const sql::qname& target, returned result,
            const stored_as& stored, std::size_t states_from)
        : q_(std::move(query), catalog), strategy_(choose(target, stored, states_from)) {
        strategy_->store_as(stored);
        if (result == returned::changes) { strategy_->return_changes(); }
        require_stored_windows(strategy_->changing());
    }
    planner(const planner&) = delete;
    planner& operator=(const planner&) = delete;

    [[nodiscard]] std::vector<std::vector<std::string>> indexes() const {
        auto result = strategy_->looked_up();
        result.insert(result.begin(), {row_id_column});
        return result;
    }
    [[nodiscard]] const strategy& chosen() const { return *strategy_; }
    [[nodiscard]] std::vector<std::string> key() const {
        const auto& store = strategy_->store();
        auto const serves = [&](std::size_t i) {
            return i < q_.query.columns.size() && !store.types[i].nullable;
        };
        if (!store.keyed || !std::ranges::all_of(store.key, serves)) { return {}; }
        return store.key_of(store.columns);
    }

    sql::text initial() {
        relational r(q_.query, q_.types);
        return apply::rows_to_fill(r, r.unweighted(strategy_->stored()), strategy_->store());
    }
    sql::text full() {
        relational r(q_.query, q_.types);
        auto const all = r.unweighted(strategy_->stored());
        auto store = strategy_->store();
        store.returned.reset();
        return store.keyed ? apply::replace_keyed(r, all, store) : apply::replace_bag(r, all, store);
    }
    sql::text delta(const source_set& changed, bool net) { return strategy_->delta(changed, net); }
    sql::text adding(const source_set& changed) { return strategy_->adding(changed).value(); }
    std::optional<sql::text> touched(const source_set& changed) { return strategy_->touched_rows(changed); }
    [[nodiscard]] stored_rows stored() const {
        auto const& store = strategy_->store();
        std::vector<std::string> types;
        for (const auto& one : store.types) {
            auto const& type = one.type;
            types.push_back(type.collation.empty() ? type.name : type.name + " collate " + type.collation);
        }
        return {q_.query, strategy_->stored(), store.columns, std::move(types), store.key, store.keyed};
    }
    sql::text contents(const sql::text& rows) {
        relational const r(q_.query, q_.types);
        return apply::rows_to_fill(r, rows_of(rows, strategy_->store()), strategy_->store());
    }
    circuit_drawing draw() {
        return draw_query(q_.query, q_.query.root, {strategy_->holds_state(), strategy_->upkeep()});
    }
    circuit_drawing draw_delta(const source_set& changed) {
        return draw_changes(q_.query, q_.changes(strategy_->changing(), changed));
    }

  private:
    std::unique_ptr<strategy> choose(const sql::qname& target, const stored_as& stored,
                                     std::size_t states_from) {
        if (auto groups = groups_of(q_.query.root, q_.types)) {
            return std::make_unique<group_strategy>(q_, target, std::move(*groups), states_from);
        }
        if (auto windows = windows_of(q_.query.root, q_.types)) {
            return of_windows(target, stored, std::move(*windows));
        }
        if (auto recursion = recursion_at_top(q_.query.root, q_.types)) {
            if (recursion->parts.is_set) {
                return std::make_unique<set_recursion>(q_, target, std::move(*recursion));
            }
            return std::make_unique<bag_recursion>(q_, target, std::move(*recursion));
        }
        return std::make_unique<row_strategy>(q_, target);
    }

    std::unique_ptr<strategy> of_windows(const sql::qname& target, const stored_as& stored,
                                         windowed_query windows) {
        if (stored.partitioned_by.empty()) {
            if (auto first = first_rows_of(q_.query, q_.types, windows)) {
                return std::make_unique<first_rows_strategy>(q_, target, std::move(*first));
            }
        }
        if (windows.windows.is_limit()) {
            return std::make_unique<partition_strategy>(q_, target, std::move(windows));
        }
        auto ordered = ordered_windows_of(q_.query, q_.types, windows);
        if (!ordered || !stored.partitioned_by.empty()) {
            return std::make_unique<partition_strategy>(
                q_, target, std::move(windows), ordered ? "the table is partitioned" : ordered.error());
        }
        if (ordered->is_bounded()) {
            return std::make_unique<frame_strategy>(q_, target, std::move(*ordered));
        }
        return std::make_unique<running_strategy>(q_, target, std::move(*ordered));
    }

    lowered_query q_;
    std::unique_ptr<strategy> strategy_;
};
} // namespace

plan make_plan(bind::query query, const bind::catalog& types, const sql::qname& target, returned result,
               const stored_as& stored, std::size_t states_from) {
    auto const p = std::make_shared<planner>(std::move(query), types, target, result, stored, states_from);
    return {.hidden = p->chosen().hidden(),
            .indexes = p->indexes(),
            .initial = [p] { return p->initial(); },
            .full = [p] { return p->full(); },
            .make_delta = [p](const source_set& changed, bool net) { return p->delta(changed, net); },
            .adds = p->chosen().adds(),
            .make_adding = [p](const source_set& changed) { return p->adding(changed); },
            .gains_from_net = p->chosen().gains_from_net(),
            .updates_in_place = p->chosen().updates_in_place(),
            .is_keyed = p->chosen().store().keyed,
            .key = p->key(),
            .arrangement = p->chosen().arrangement(),
            .touched = [p](const source_set& changed) { return p->touched(changed); },
            .draw = [p] { return p->draw(); },
            .draw_delta = [p](const source_set& changed) { return p->draw_delta(changed); },
            .stored = [p] { return p->stored(); },
            .contents_of = [p](const sql::text& rows) { return p->contents(rows); }};
}

plan make_full_plan(const sql::text& query, const std::vector<bind::column_info>& columns,
                    const sql::qname& target, const stored_as& stored) {
    storage st;
    st.schema = target.schema;
    st.name = target.name;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        st.columns.push_back(columns[i].name);
        st.types.push_back({columns[i].type, true});
        st.key.push_back(i);
    }
    st.partition = places_of(stored.partitioned_by, st.columns);
    auto const rows = rows_of(query, st);
    bind::query const nothing{dbsp::source<circuit>(bind::unit_source), {}, {}};
    bind::no_catalog const unknown;
    typing untyped(nothing, unknown);
    relational r(nothing, untyped);
    return {.hidden = {},
            .indexes = {{row_id_column}},
            .initial = [text = apply::rows_to_fill(r, rows, st)] { return text; },
            .full = [text = apply::replace_bag(r, rows, st)] { return text; },
            .make_delta = {},
            .adds = false,
            .make_adding = {},
            .gains_from_net = false,
            .updates_in_place = false,
            .is_keyed = false,
            .key = {},
            .arrangement = {},
            .touched = {},
            .draw = {},
            .draw_delta = {},
            .stored = {},
            .contents_of = {}};
}

} // namespace pgt::lower
