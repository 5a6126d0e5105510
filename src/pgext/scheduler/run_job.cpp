#include "scheduler/run_job.hpp"

#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "pg/access/lock.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/journal.hpp"

#include <algorithm>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

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

} // namespace

bool announce(const job_order& order, job_outcome& outcome) {
    std::vector<std::int64_t> slow;
    for (const job_table& one : order.tables) {
        if (one.is_announced) { slow.push_back(one.id); }
    }
    if (slow.empty()) { return true; }
    pg::worker_transaction transaction;
    const bool is_free = lock_all(order.tables);
    std::vector<std::int64_t> rows;
    if (is_free) { rows = add_announcements(slow, order.job.by); }
    transaction.commit();
    outcome.announcements = std::move(rows);
    return is_free;
}

bool refresh_all(const job_order& order, job_outcome& outcome) {
    using sees = pg::worker_transaction::sees;
    pg::crash_point("scheduler.begin");
    pg::report_activity(std::format("refreshing {}", order.tables.front().name.for_people()));
    const bool is_group = order.tables.size() > 1;
    pg::worker_transaction transaction(is_group ? sees::one_snapshot : sees::what_is_committed);
    const bool is_free = lock_all(order.tables);
    if (is_group) {
        if (is_free) { lock_sources(order.tables); }
        transaction.look();
    }
    for (std::size_t i = 0; is_free && i < order.tables.size(); ++i) {
        outcome.at = order.job.tables[i];
        refresh_one(order.tables[i], order.job.by);
    }
    if (!outcome.announcements.empty()) { remove_announcements(outcome.announcements); }
    pg::crash_point("scheduler.refreshed");
    transaction.commit();
    pg::crash_point("scheduler.committed");
    return is_free;
}

} // namespace pgt::ext
