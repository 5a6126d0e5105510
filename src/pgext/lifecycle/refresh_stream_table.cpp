#include "lifecycle/refresh_stream_table.hpp"

#include "catalog/cycles.hpp"
#include "catalog/event_log.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/scope.hpp"
#include "lifecycle/cycle.hpp"
#include "lifecycle/reinitialise.hpp"
#include "lifecycle/reinitialise_marked.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/query_error.hpp"
#include "pg/boundary/report.hpp"
#include "pg/ddl/storage_facts.hpp"
#include "pg/worker/change_notes.hpp"
#include "pg/worker/failure_statistics.hpp"
#include "refresh/guard.hpp"
#include "refresh/refresh.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cstdint>
#include <format>
#include <string>
#include <string_view>

namespace pgt::ext {
namespace {

/// A table that a user suspended stays as it is; one that the scheduler suspended because of errors may be well by now.
void check_status(const stream_table& table) {
    if (table.status != table_status::suspended || table.failures > 0) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("stream table \"{}\" is suspended", table.name.for_people()))
        .hint("Call pgtrickle.resume_stream_table() first.");
}

void check_fuse(const stream_table& table) {
    if (!table.fuse.is_blown) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("the fuse of stream table \"{}\" has blown", table.name.for_people()))
        .detail(
            "More changes are pending than its ceiling; pgtrickle.fuse_status() says how many there were.")
        .hint("Call pgtrickle.reset_fuse() to apply or to skip them, or to recompute the table.");
}

void check_forced(const stream_table& table, std::optional<refresh_mode> forced) {
    if (forced && is_in_transaction(*forced)) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("cannot refresh in mode {}", name_of(*forced)))
            .detail(std::format("The {} that change the sources maintain a stream table in that mode.",
                                forced == refresh_mode::immediate ? "statements" : "transactions"))
            .hint("Use FULL or DIFFERENTIAL.");
    }
    if (forced != refresh_mode::differential || table.mode == refresh_mode::differential) { return; }
    throw user_error(
        sqlstate::invalid_parameter_value,
        std::format("cannot refresh stream table \"{}\" differentially", table.name.for_people()))
        .detail(table.mode == refresh_mode::full
                    ? std::string("Its mode is FULL: changes of its sources are not captured for it.")
                    : std::format("Its mode is {}: it is refreshed in full, if at all.", name_of(table.mode)))
        .hint("Call pgtrickle.explain_refresh_mode() for the reason, and pgtrickle.alter_stream_table() to "
              "change the mode.");
}

/// Returns false if the table was re-initialised instead.
bool is_refreshed(stream_table& table, std::optional<refresh_mode> forced, initiator by) {
    const refresh_guard guard(table);
    const refresh_outcome outcome = refresh(table, forced, by);
    if (outcome) { return true; }
    check_restored(table, by);
    reinitialise(table, outcome.error().reason, by);
    if (!table.is_populated) { fill(find_stream_table(table.relation).value(), by); }
    return false;
}

/// Refreshes or, where that is necessary first, re-initialises the table. All errors have a CONTEXT that names it: those of the server
/// got it where they were raised.
void bring_up_to_date(stream_table table, std::optional<refresh_mode> forced, initiator by) {
    const log_cycle together;
    try {
        if (table.cycle) { return refresh_cycle(*table.cycle, forced == refresh_mode::full, by); }
        if (is_refreshed(table, forced, by)) { return; }
        compute_cycle_of(table.relation, by);
    } catch (const pg::error& failed) {
        log_event("refresh_error", {table.name, table.id}, {{"sqlstate", failed.sqlstate()}});
        throw;
    } catch (const user_error& failed) {
        log_event("refresh_error", {table.name, table.id}, {{"sqlstate", failed.sqlstate()}});
        const pg::error_context context(context_of(table));
        pg::throw_in_context(failed);
    }
}

bool is_cycle_active(std::int32_t cycle) {
    return std::ranges::all_of(members_of_cycle(cycle),
                               [](const stream_table& one) { return is_refreshed_by_scheduler(one.status); });
}

/// The other tables of its cycle are refreshed with it. Returns whether they could be locked.
bool lock_others(const stream_table& table) {
    if (!lock_cycle(*table.cycle)) { return false; }
    std::ranges::for_each(members_of_cycle(*table.cycle), check_may_be_refreshed);
    return true;
}

/// The message of an error with the line of its CONTEXT that says which sources had changed.
std::string message_of(const pg::error& failed) {
    constexpr std::string_view about_sources = "changes of ";
    const std::string_view context = failed.context();
    const std::size_t begin = context.find(about_sources);
    if (begin == std::string_view::npos) { return failed.what(); }
    return std::format("{} ({})", failed.what(), context.substr(begin, context.find('\n', begin) - begin));
}

/// The same for a user, whose transaction will be rolled back: nothing but the statistics of the server will tell that it has failed.
void refresh_for_user(const stream_table& table, std::optional<refresh_mode> forced) {
    try {
        bring_up_to_date(table, forced, initiator::manual);
    } catch (const pg::error& failed) {
        pg::count_session_failure(table.relation, failed.sqlstate(), message_of(failed));
        throw;
    }
}

} // namespace

void check_restored(const stream_table& table, initiator by) {
    if (by != initiator::scheduler || pg::has_guard(table.relation)) { return; }
    throw user_error(sqlstate::lock_not_available,
                     std::format("stream table \"{}\" is not restored yet", table.name.for_people()))
        .detail("The trigger that refuses writes to it does not exist: a restore creates it last.")
        .hint("Call pgtrickle.repair_stream_table() if no restore is in progress.");
}

void check_may_be_refreshed(const stream_table& table) {
    check_status(table);
    check_fuse(table);
}

void refresh_stream_table(const std::string& written, std::optional<refresh_mode> forced) {
    pg::refuse_on_standby("refresh stream tables");
    const auto table = lock_maintained_stream_table(written, if_locked::skip);
    if (!table) {
        return pg::report(pg::severity::notice,
                          std::format("refresh of stream table \"{}\" skipped", written),
                          "Another session is refreshing or changing it.");
    }
    check_may_be_refreshed(*table);
    if (table->cycle && !lock_others(*table)) {
        return pg::report(pg::severity::notice,
                          std::format("refresh of stream table \"{}\" skipped", written),
                          "Another session is refreshing or changing a stream table of its cycle.");
    }
    check_forced(*table, forced);
    refresh_for_user(*table, forced);
    reinitialise_marked();
    if (table->status != table_status::active) { pg::note_definitions(); } // it is now
}

void refresh_locked_table(const stream_table& locked, initiator by) {
    if (by == initiator::scheduler && locked.cycle && !is_cycle_active(*locked.cycle)) { return; }
    bring_up_to_date(locked, std::nullopt, by);
    reinitialise_marked();
    if (is_suspended_by_upkeep(locked.mode, locked.status)) { pg::note_definitions(); } // it is active now
}

} // namespace pgt::ext
