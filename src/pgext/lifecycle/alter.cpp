#include "lifecycle/alter.hpp"

#include "catalog/alert.hpp"
#include "catalog/append_only.hpp"
#include "catalog/refresh_groups.hpp"
#include "catalog/shadowed.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/definition.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "lifecycle/clock.hpp"
#include "lifecycle/cycle.hpp"
#include "lifecycle/redefine.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "lifecycle/reinitialise.hpp"
#include "lifecycle/reinitialise_marked.hpp"
#include "lifecycle/sources.hpp"
#include "lifecycle/width.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/crash_point.hpp"
#include "refresh/guard.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cstdint>
#include <format>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

bool has_new_mode(const stream_table& table, const table_options& chosen) {
    return chosen.mode && *chosen.mode != table.requested;
}
/// Whether the same query gets another plan.
bool has_new_plan(const stream_table& table, const table_options& chosen) {
    return has_new_mode(table, chosen) || (chosen.row_errors && *chosen.row_errors != table.row_errors);
}

using new_query = std::optional<pg::analysed_query>;

/// The query that is given, if one is.
new_query new_query_for(const stream_table& table, const table_options& chosen) {
    if (!chosen.query) { return std::nullopt; }
    return query_for(table, *chosen.query);
}

/// Whether a table has a query, as long as that cannot change: another session may be altering it just now.
bool seems_to_have_query(const stream_table& table, const pg::analysed_query& query) {
    const auto definition = pg::relation::find_if_free(table.definition, pg::lock_mode::access_share);
    return definition && has_query(table, query);
}

/// Whether what writers maintain, or shall, may get another plan.
bool concerns_writers(const stream_table& table, const table_options& chosen, bool has_other_query) {
    const refresh_mode mode = chosen.mode.value_or(table.requested);
    const bool is_in_their_hands = is_in_transaction(table.mode) || is_in_transaction(mode);
    return is_in_their_hands && (has_other_query || has_new_plan(table, chosen));
}

/// A table that is locked, and the query that it shall get; none if it is to keep the one that it has.
struct locked_for_alteration {
    stream_table table;
    new_query query;
};

/// A writer that has locked a source waits for the stream table: so the sources are locked first, those of a new query, too. Writers lock
/// none but those that they maintain. A concurrent session may alter the table before it is locked.
locked_for_alteration lock_for_alteration(const stream_table& before, const alteration& wanted,
                                          new_query query) {
    const auto also = query ? query->relations : std::vector<pg::read_relation>();
    const bool seems_other = query && !seems_to_have_query(before, *query);
    const bool writers_wait = concerns_writers(before, wanted.options, seems_other);
    if (writers_wait) { keep_writers_out(before, also); }
    stream_table table = lock_own_stream_table(wanted.name);
    if (query && has_query(table, *query)) { query.reset(); }
    const bool is_as_before = table.definition == before.definition && table.mode == before.mode;
    const bool is_done = writers_wait && is_as_before;
    if (!is_done && concerns_writers(table, wanted.options, query.has_value())) {
        keep_writers_out(table, also);
    }
    return {.table = std::move(table), .query = std::move(query)};
}

std::string reason_for_plan(const stream_table& table, const stream_table& before) {
    if (table.requested != before.requested) { return std::format("mode {}", name_of(table.requested)); }
    return std::format("row_errors {}", table.row_errors);
}

/// No longer than its deadline.
std::string schedule_after_upkeep(const stream_table& table) {
    constexpr std::int64_t usual_ms = 60'000;
    if (table.deadline_ms.value_or(usual_ms) >= usual_ms) { return "1m"; }
    return std::format("{}s",
                       std::max<std::int64_t>(*table.deadline_ms / 1000, settings::min_schedule_seconds()));
}

/// A table that was maintained in transactions gets a schedule with another mode.
void give_schedule(stream_table& table, const table_options& chosen) {
    if (!chosen.mode || chosen.when) { return; }
    if (is_in_transaction(table.requested) && !is_in_transaction(*chosen.mode)) {
        table.schedule = schedule_after_upkeep(table);
    }
}

void check_in_transaction(const stream_table& table, bool may_be_suspended) {
    if (!is_in_transaction(table.requested)) { return; }
    if (may_be_suspended || is_refreshed_by_scheduler(table.status) || table.status == table_status::error) {
        return;
    }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("stream table \"{}\" in mode {} cannot be {}", table.name.for_people(),
                                 name_of(table.requested),
                                 table.status == table_status::paused ? "paused" : "suspended"))
        .detail("The transactions that change its sources maintain it.")
        .hint("Alter it to mode DIFFERENTIAL, or drop it.");
}

/// Of the tables of a refresh group the scheduler is the only one that refreshes them.
void check_group(const stream_table& table, const stream_table& before) {
    if (!is_in_transaction(table.requested) || is_in_transaction(before.requested)) { return; }
    const auto group = refresh_group_of(table.id);
    if (!group) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("stream table \"{}\" in a refresh group cannot be altered to mode {}",
                                 table.name.for_people(), name_of(table.requested)))
        .detail(std::format("Its group is \"{}\".", *group))
        .hint("Call pgtrickle.drop_refresh_group() first.");
}

void check_shadow(const stream_table& table) {
    const bool applies_changes =
        table.requested == refresh_mode::differential ||
        (table.requested == refresh_mode::automatic && table.mode == refresh_mode::differential);
    if (applies_changes && !table.cycle) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("stream table \"{}\" cannot be in shadow mode", table.name.for_people()))
        .detail(table.cycle ? "It is in a cycle: comparing it alone would prove nothing."
                            : "Only refreshes that apply changes in mode DIFFERENTIAL are compared.")
        .hint("Pass shadow_mode => false.");
}

/// Whether rows are only added to the table is to be another.
bool has_other_appending(const stream_table& table, const table_options& chosen) {
    return chosen.append_only && *chosen.append_only != is_append_only(table.id);
}

/// The plan of the same query, or an error that says why it has none.
void choose_appending(const stream_table& table, const table_options& chosen, bool has_new_query) {
    if (*chosen.append_only && table.cycle) {
        throw user_error(sqlstate::feature_not_supported,
                         std::format("stream table \"{}\" cannot be append-only", table.name.for_people()))
            .detail("It is in a cycle: rows that follow from each other are looked for.")
            .hint("Leave append_only out.");
    }
    write_append_only(table.id, *chosen.append_only);
    pg::count_command();
    if (has_new_query) { return; }
    const owner_scope scope(table);
    (void)choose_recipe(read_definition(table.definition), pg::analysed_view(table.definition),
                        table.requested, target_of(table), pg::owner_of_relation(table.relation));
}

bool change_storage(const stream_table& table, const table_options& chosen) {
    if (!chosen.storage.is_any()) { return false; }
    const owner_scope scope(table);
    return set_storage(table.relation, table.id, chosen.storage);
}

bool alter(const alteration& wanted) {
    const table_options& chosen = wanted.options;
    const stream_table before = require_own_stream_table(wanted.name);
    auto [table, query] = lock_for_alteration(before, wanted, new_query_for(before, chosen));
    if (chosen.partitioning) { check_partitioned_as(table, *chosen.partitioning); }
    const stream_table found = table;
    const bool was_suspended = is_suspended_by_upkeep(table.mode, table.status);
    // By a refresh, not by writing its status: errors of upkeep have left it behind.
    const bool resumes = was_suspended && chosen.status == table_status::active;
    if (chosen.status && !resumes) { table.status = *chosen.status; }
    const bool changes_plan = has_new_plan(table, chosen);
    give_schedule(table, chosen);
    choose(table, chosen);
    check_group(table, found);
    const bool was_shadowed = is_shadowed(table.id);
    const bool shadowed = chosen.shadow.value_or(was_shadowed);
    if (shadowed) { check_shadow(table); }
    const bool changes_appending = has_other_appending(table, chosen);
    const bool changes_more = changes_appending || chosen.fuse.is_any() || shadowed != was_shadowed;
    if (!query && !resumes && !changes_more && has_same_choices(table, found)) {
        return change_storage(table, chosen);
    }
    check_in_transaction(table, was_suspended && (resumes || !chosen.status));
    update_settings(table);
    if (shadowed != was_shadowed) { set_shadowed(table.id, shadowed); }
    if (chosen.fuse.is_any()) { alter_fuse(table, chosen.fuse); }
    if (changes_appending) { choose_appending(table, chosen, query.has_value()); }
    pg::count_command();
    pg::crash_point("alter.stored");
    if (!query && !changes_plan) {
        if (resumes) { refresh_locked_table(table, initiator::manual); }
        (void)change_storage(table, chosen);
        return true;
    }
    {
        const refresh_guard guard(table);
        if (query) {
            with_advice_on_width({table.name.for_people(), query->columns.size()}, [&] {
                redefine(table, *query, {chosen.is_sliding_window, chosen.limits}, initiator::manual);
            });
        } else {
            reinitialise(table, reason_for_plan(table, found), initiator::manual);
        }
    }
    (void)change_storage(find_stream_table(table.relation).value(), chosen);
    compute_cycle_of(table.relation, initiator::manual);
    reinitialise_marked();
    return true;
}

} // namespace

bool alter_stream_table(const alteration& wanted) {
    pg::refuse_on_standby("alter stream tables");
    pg::refuse_if_restricted("alter_stream_table()");
    const bool has_changed = alter(wanted);
    if (wanted.options.is_sliding_window) { require_sliding_window(require_own_stream_table(wanted.name)); }
    return has_changed;
}

void resume_stream_table(const std::string& written) {
    pg::refuse_on_standby("resume stream tables");
    pg::refuse_if_restricted("resume_stream_table()");
    stream_table table = lock_own_stream_table(written);
    if (table.status == table_status::active || table.status == table_status::initializing) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("stream table \"{}\" is not suspended", table.name.for_people()))
            .detail(std::format("Its status is {}.", name_of(table.status)))
            .hint("Use alter_stream_table() with status => 'SUSPENDED' to suspend it.");
    }
    if (is_suspended_by_upkeep(table.mode, table.status)) {
        return refresh_locked_table(table, initiator::manual);
    }
    table.status = table.is_populated ? table_status::active : table_status::initializing;
    update_settings(table);
    notify_alert("resumed", table.name);
}

} // namespace pgt::ext
