#include "scheduler/run_job.hpp"

#include "catalog/conditions.hpp"
#include "catalog/event_log.hpp"
#include "catalog/schedule_time.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/worker/time_limit.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/journal.hpp"

#include <algorithm>
#include <chrono>
#include <format>
#include <optional>
#include <string_view>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::string_view query_canceled = "57014";

/// Locks all tables before anything is read, so that all that is read later is current. Does not wait.
bool lock_all(const std::vector<job_table>& tables) {
    return std::ranges::all_of(
        tables, [](const job_table& one) { return lock_for_refresh(one.relation, if_locked::skip); });
}

/// Locks all sources of a group, in the order in which refreshes do: a source that is rewritten after the snapshot of the group was
/// taken would look empty in it.
void lock_sources(const std::vector<job_table>& tables) {
    std::vector<pg::oid> sources;
    for (const job_table& one : tables) { sources.append_range(one.reads); }
    for (const pg::oid one : pg::in_lock_order(std::move(sources))) {
        pg::lock_relation(one, pg::lock_mode::access_share);
    }
}

void refresh_one(const job_table& which, schedule::initiator by) {
    const auto table = find_stream_table(which.relation);
    if (!table) { return; }
    const bool is_left_behind = is_suspended_by_upkeep(table->mode, table->status);
    const bool is_due = is_refreshed_by_scheduler(table->status) && !table->fuse.is_blown;
    if (is_left_behind || is_due) { refresh_locked_table(*table, by); }
}

/// Whether several tables, or several sources, have to be seen as they are at one moment.
bool needs_one_snapshot(const std::vector<job_table>& tables) {
    return tables.size() > 1 || tables.front().reads_watermarks;
}

/// Whether the watermarks agree, in the state that the transaction sees, of the sources of all tables.
bool is_aligned(const std::vector<job_table>& tables) {
    if (std::ranges::none_of(tables, &job_table::reads_watermarks)) { return true; }
    const pg::snapshot seen = pg::snapshot::of_transaction();
    return std::ranges::none_of(tables, [&seen](const job_table& one) {
        return one.reads_watermarks && reason_to_wait(one.id, seen).has_value();
    });
}

/// Adds rows to the history for the tables that may take long, in a transaction of its own: they are seen while the job runs, and if it
/// is interrupted afterwards. Returns false if a table is locked by a concurrent session.
bool announce(const job_order& order, job_outcome& outcome) {
    std::vector<std::int64_t> slow;
    for (const job_table& one : order.tables) {
        if (one.is_announced) { slow.push_back(one.id); }
    }
    if (slow.empty()) { return true; }
    pg::worker_transaction transaction;
    const bool is_free = lock_all(order.tables);
    std::vector<std::int64_t> rows;
    if (is_free) { rows = add_announcements(slow, order.by); }
    transaction.commit();
    outcome.announcements = std::move(rows);
    return is_free;
}

/// Refreshes the tables. Returns false, having done nothing, if one is locked by a concurrent session, or the watermarks of its sources do not
/// agree any more. Keeps `outcome.at` up to date.
bool refresh_all(const job_order& order, job_outcome& outcome) {
    using sees = pg::worker_transaction::sees;
    const log_cycle cycle; // of all tables of the job
    pg::crash_point("scheduler.begin");
    pg::report_activity(std::format("refreshing {}", order.tables.front().name.for_people()));
    const bool has_one_snapshot = needs_one_snapshot(order.tables);
    pg::worker_transaction transaction(has_one_snapshot ? sees::one_snapshot : sees::what_is_committed);
    bool is_free = lock_all(order.tables);
    if (has_one_snapshot) {
        if (is_free) { lock_sources(order.tables); }
        transaction.look();
        is_free = is_free && is_aligned(order.tables);
    }
    for (std::size_t i = 0; is_free && i < order.tables.size(); ++i) {
        outcome.at = i;
        refresh_one(order.tables[i], order.by);
    }
    if (!outcome.announcements.empty()) { remove_announcements(outcome.announcements); }
    pg::crash_point("scheduler.refreshed");
    transaction.commit();
    pg::crash_point("scheduler.committed");
    return is_free;
}

std::optional<pg::time_limit> begin_limit(schedule::span time) {
    if (time == schedule::span(0)) { return std::nullopt; }
    return std::optional<pg::time_limit>(std::in_place, std::chrono::ceil<std::chrono::milliseconds>(time));
}

} // namespace

job_outcome run(const job_order& order) {
    const schedule::time_point begin = time_now();
    job_outcome outcome;
    try {
        const std::optional<pg::time_limit> limit = begin_limit(order.time_limit);
        const bool was_free = announce(order, outcome) && refresh_all(order, outcome);
        outcome.how = was_free ? job_outcome::result::done : job_outcome::result::busy;
    } catch (...) {
        outcome.how = job_outcome::result::failed;
        outcome.failure = describe_failure();
    }
    const bool is_cancelled =
        outcome.how == job_outcome::result::failed && outcome.failure.sqlstate == query_canceled;
    if (is_cancelled && order.time_limit != schedule::span(0) && pg::time_limit::was_over()) {
        outcome.exceeded = order.time_limit;
    }
    outcome.took = time_now() - begin;
    return outcome;
}

} // namespace pgt::ext
