#include "lifecycle/carry_over.hpp"

#include "capture/capture.hpp"
#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "lifecycle/column_dependents.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/unfit.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/value/clock.hpp"
#include "refresh/recompute.hpp"
#include "refresh/refresh.hpp"

#include <pgt/error.hpp>
#include <pgt/expr/list.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/store/stored_rows.hpp>
#include <pgt/schedule/failure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace pgt::ext {
namespace {

using stage::derivation;

bool may_be_carried(const stream_table& table) {
    return table.is_populated && !table.needs_reinit && table.mode != refresh_mode::full && !table.cycle &&
           !table.quarantines() && table.quarantine_states == 0;
}

/// How the columns are renamed if each is one that the table has: whatever is dropped has been looked at.
std::optional<layout_change> in_place(const stream_table& table, const derivation& how, const recipe& before,
                                      const recipe& now, const other_columns& columns) {
    if (!how.same_ids || !how.same_columns || how.from != before.plan.states()) { return std::nullopt; }
    const auto stored = before.plan.table().stored();
    std::vector<std::string> origins;
    for (const expression& one : how.columns) {
        origins.push_back(stored.columns.at(one.as_column().value()));
    }
    auto change = renaming_change(table, now.plan.table(), columns.renamed, origins);
    const auto is_looked_at = [&](const std::string& name) {
        return std::ranges::contains(columns.change.dropped, name);
    };
    const bool is_possible = change && std::ranges::all_of(change->dropped, is_looked_at) &&
                             std::ranges::all_of(change->hidden, is_looked_at) &&
                             !have_indexes(table, change->hidden, columns.own_indexes);
    return is_possible ? std::move(change) : std::nullopt;
}

/// An error that another query may mend, unlike a cancellation or a deadlock.
bool is_about_query(const std::string& sqlstate) {
    return schedule::classify(sqlstate) != schedule::failure_kind::transient;
}

/// Applies what is pending, so that the table is not older afterwards than one that is computed. Says whether that was possible.
bool is_up_to_date(const stream_table& table, initiator by) {
    if (is_in_transaction(table.mode)) {
        return true;
    } // the transactions that change its sources have seen to that
    try {
        pg::subtransaction attempt;
        stream_table current = find_stream_table(table.relation).value();
        if (!refresh(current, std::nullopt, by)) { return false; }
        attempt.commit();
        pg::count_command();
        return true;
    } catch (const pg::error& failed) {
        if (!is_about_query(failed.sqlstate())) { throw; }
        return false;
    } catch (const user_error& /*the refresh would say so, too*/) { return false; }
}

} // namespace

bool is_followed(const recipe& how) {
    const auto is_captured = is_in_transaction(how.mode) ? is_handed_on : is_capturing;
    return std::ranges::all_of(how.sources,
                               [=](const bind::source& one) { return is_captured(one.relation.oid); });
}

std::optional<recipe> recipe_of_contents(const stream_table& table, initiator by) {
    if (!may_be_carried(table)) { return std::nullopt; }
    try {
        recipe how = make_recipe(read_definition(table.definition), table.mode, target_of(table));
        const bool is_right = how.fingerprint == table.fingerprint && has_states(table, how.plan);
        if (!is_right || !is_followed(how) || !is_up_to_date(table, by)) { return std::nullopt; }
        return how;
    } catch (const user_error& /*impossible by now*/) { return std::nullopt; }
}

std::optional<carried_rows> rows_to_carry(const stream_table& table, recipe before, const recipe& now,
                                          const other_columns& columns) {
    if (before.mode != now.mode) { return std::nullopt; }
    auto how = stage::derivations(now.plan, before.plan);
    if (!how) { return std::nullopt; }
    auto kept = in_place(table, how->back(), before, now, columns);
    // Rows that a transaction writes to a table that all transactions maintain are its own affair: nothing but names changes here.
    const bool changes_rows = !kept || !how->back().conditions.empty();
    if (is_in_transaction(now.mode) && changes_rows) { return std::nullopt; }
    return carried_rows{.before = std::move(before), .how = std::move(*how), .in_place = std::move(kept)};
}

namespace {

/// The names of columns, in a list that starts with the row id.
sql::text stored_list(std::vector<std::string> names) {
    names.insert(names.begin(), lower::row_id_column);
    return sql::join(names, ", ", [](const std::string& name) { return sql::ident{name}; });
}

class carrying {
  public:
    carrying(const stream_table& table, const carried_rows& rows, const recipe& now)
        : table_(table), rows_(rows), now_(now), aside_(set_states_aside(table)) {
        for (const pg::relation_name& one : aside_) { before_.push_back(sql::build("{}", one.sql())); }
        before_.push_back(sql::build("{}", table.name.sql()));
    }

    apply_result operator()(const layout_change& change) {
        make_states();
        const bool stays = rows_.in_place.has_value();
        apply_result done = stays ? leave_out() : replace(change);
        settle_states();
        if (stays) {
            change_columns(table_.relation, *rows_.in_place);
            mark_unfit(table_.relation);
        }
        return done;
    }

  private:
    [[nodiscard]] const derivation& of_table() const { return rows_.how.back(); }
    [[nodiscard]] lower::stored_rows stored_before(std::size_t stage) const {
        return rows_.before.plan.stages.at(stage).how.stored();
    }
    [[nodiscard]] std::vector<sql::text> columns_of(std::size_t stage) const {
        std::vector<sql::text> all;
        for (const std::string& name : stored_before(stage).columns) {
            all.push_back(sql::build("o.{}", sql::ident{name}));
        }
        return all;
    }
    [[nodiscard]] static sql::text condition(const derivation& how, const std::vector<sql::text>& columns) {
        return how.conditions.empty() ? sql::build("true") : all_of(how.conditions).print(columns);
    }
    /// The contents of a new stage.
    [[nodiscard]] sql::text contents(std::size_t stage) const {
        const derivation& how = rows_.how.at(stage);
        const auto columns = columns_of(how.from);
        const auto shown =
            sql::join(how.columns, ", ", [&](const expression& one) { return one.print(columns); });
        return now_.plan.stages.at(stage).how.contents_of(sql::build(
            "select {} from {} as o where {}", shown, before_.at(how.from), condition(how, columns)));
    }
    /// Whether a new state is one of the old ones, which no other has become.
    [[nodiscard]] bool is_adopted(std::size_t stage) const {
        const derivation& how = rows_.how[stage];
        const bool is_same = how.same_ids && how.same_columns && how.conditions.empty();
        if (!is_same || how.from >= aside_.size()) { return false; }
        const auto is_before = [&](const derivation& other) {
            return &other < &how && other.from == how.from;
        };
        return std::ranges::none_of(rows_.how, is_before) && has_each_once(how);
    }
    static bool has_each_once(const derivation& how) {
        std::vector<std::size_t> places;
        for (const expression& one : how.columns) { places.push_back(one.as_column().value()); }
        std::ranges::sort(places);
        return std::ranges::adjacent_find(places) == places.end();
    }
    /// Those that are no old ones, from the old ones as they are.
    void make_states() {
        for (std::size_t i = 0; i < now_.plan.states(); ++i) {
            if (is_adopted(i)) { continue; }
            const stage::stage& how = now_.plan.stages[i];
            create_state(table_, how);
            pg::count_command();
            fill_state(stage_of(how), contents(i), under());
        }
    }
    [[nodiscard]] static prepared_stage stage_of(const stage::stage& how) {
        return {.relation = pg::find_relation(how.table.schema, how.table.name).value(),
                .target = sql::build("{}", how.table.sql()),
                .columns = stored_list(how.how.stored().columns),
                .updates_in_place = how.how.updates_in_place};
    }
    [[nodiscard]] prepared_stage table_stage() const {
        return {.relation = table_.relation,
                .target = sql::build("{}", table_.name.sql()),
                .columns = stored_list(now_.plan.table().stored().columns),
                .updates_in_place = now_.plan.table().updates_in_place};
    }
    /// As of now: what this transaction has committed to states and tables is seen, and what others have.
    static pg::snapshot under() { return pg::snapshot::latest(); }

    apply_result leave_out() {
        if (of_table().conditions.empty()) { return {}; }
        return keep_rows(table_stage(), condition(of_table(), columns_of(of_table().from)), under());
    }
    apply_result replace(const layout_change& change) {
        const new_columns columns{.stored = stored_columns(table_, now_.plan.table()), .alter = [&] {
                                      change_columns(table_.relation, change);
                                      mark_unfit(table_.relation);
                                  }};
        return replace_rows(table_stage(), contents(now_.plan.states()), under(), columns);
    }
    /// Old states get their new names, or go.
    void settle_states() {
        std::vector<bool> is_kept(aside_.size());
        for (std::size_t i = 0; i < now_.plan.states(); ++i) {
            if (!is_adopted(i)) { continue; }
            const std::size_t from = rows_.how[i].from;
            adopt_state(aside_[from], now_.plan.stages[i], renaming_of(i));
            is_kept[from] = true;
        }
        for (std::size_t i = 0; i < aside_.size(); ++i) {
            if (!is_kept[i]) { drop_state(aside_[i]); }
        }
    }
    [[nodiscard]] layout_change renaming_of(std::size_t stage) const {
        const auto before = stored_before(rows_.how[stage].from).columns;
        const auto now = now_.plan.stages[stage].how.stored().columns;
        layout_change change;
        std::vector<bool> is_kept(before.size());
        for (std::size_t i = 0; i < now.size(); ++i) {
            const std::size_t place = rows_.how[stage].columns[i].as_column().value();
            is_kept[place] = true;
            if (before[place] != now[i]) { change.renamed.push_back({before[place], now[i]}); }
        }
        for (std::size_t i = 0; i < before.size(); ++i) {
            if (!is_kept[i]) { change.dropped.push_back(before[i]); }
        }
        return change;
    }

    const stream_table& table_;
    const carried_rows& rows_;
    const recipe& now_;
    std::vector<pg::relation_name> aside_;
    std::vector<sql::text> before_; ///< the relations of the old stages
};

/// What changed is in the history; that which the contents are of is not.
void record(const stream_table& changed, const apply_result& done, pg::moment started, initiator by) {
    if (done.inserted == 0 && done.deleted == 0) { return; }
    refresh_record entry;
    entry.generation = changed.generation;
    entry.action = refresh_action::reinitialize;
    entry.by = by;
    entry.started = started;
    entry.data = moment_of_contents(changed.id);
    entry.inserted = done.inserted;
    entry.deleted = done.deleted;
    entry.reason = "the query was changed; computed from what was stored";
    entry.apply_ms = done.apply_ms;
    entry.frontier = changed.frontier;
    record_refresh(changed.id, entry);
}

} // namespace

void carry_over(const stream_table& changed, const carried_rows& rows, const recipe& now,
                const layout_change& change, initiator by) {
    const pg::moment started = pg::now();
    const apply_result done = carrying(changed, rows, now)(change);
    pg::crash_point("redefine.carried");
    record(changed, done, started, by);
}

} // namespace pgt::ext
