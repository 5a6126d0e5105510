#include "scheduler/outcomes.hpp"

#include "catalog/moments.hpp"
#include "catalog/schedule_time.hpp"
#include "catalog/sla.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/change_notes.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/alerts.hpp"
#include "scheduler/ending.hpp"
#include "scheduler/journal.hpp"
#include "scheduler/time_limits.hpp"
#include "settings/settings.hpp"

#include <pgt/schedule/backoff.hpp>

#include <chrono>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using schedule::failure_kind;
using schedule::span;
using schedule::time_point;

/// When to try again to refresh a table that a concurrent session has locked.
constexpr span until_free = 100ms;
/// So many transient failures in a row are logged, but not recorded.
constexpr int unrecorded_failures = 2;

double seconds(span time) { return std::chrono::duration<double>(time).count(); }

std::optional<table_status> status_after(failure_kind kind, int failures) {
    if (!schedule::gives_up(kind, failures, settings::max_consecutive_errors())) { return std::nullopt; }
    return kind == failure_kind::of_schema ? table_status::error : table_status::suspended;
}

} // namespace

void outcomes::apply(const ended_job& job, time_point round) {
    switch (job.outcome.how) {
    case job_outcome::result::done: return succeeded(job, round);
    case job_outcome::result::busy: return postponed(job, round);
    case job_outcome::result::failed: return failed(job, round);
    case job_outcome::result::lost: return lost(job, round);
    }
}

/// The tables of a job that are still stream tables.
schedule::group outcomes::present(const job_order& order) const {
    schedule::group tables;
    for (const job_table& one : order.tables) {
        if (const auto found = tables_.find(one.relation)) { tables.push_back(*found); }
    }
    return tables;
}

void outcomes::succeeded(const ended_job& job, time_point round) {
    for (const std::size_t one : present(job.order)) {
        note_breach(one);
        tables_.progress(one).refreshed(job.order.round, round);
        tables_[one].alerted_stale.reset();
        tables_.progress(one).took = job.outcome.took;
        adapt(one, job.outcome.took);
        follow_clock(one);
    }
}

/// The changes that the refresh has applied have waited until now.
void outcomes::note_breach(std::size_t table) {
    const auto& deadline = tables_[table].row.deadline;
    const auto since = tables_.progress(table).waiting_since();
    if (!deadline || !since || time_now() - *since <= *deadline) { return; }
    const std::chrono::duration<double, std::milli> late = time_now() - *since - *deadline;
    (void)succeeds("recording a broken deadline", [&] {
        pg::worker_transaction transaction;
        end_without_extension(slot_);
        record_breach(tables_[table].row.planned.id, late.count());
        transaction.commit();
    });
}

/// Of a table whose rows come and go by the clock the refresh has noted when the next ones do.
void outcomes::follow_clock(std::size_t table) {
    if (!tables_[table].row.moment) { return; }
    (void)succeeds("looking for the next moment of a stream table", [&] {
        pg::worker_transaction transaction;
        end_without_extension(slot_);
        const auto noted = moments_of(tables_[table].row.planned.id);
        transaction.commit();
        tables_.progress(table).moment = noted ? std::optional(to_schedule_time(noted->due)) : std::nullopt;
    });
}

void outcomes::postponed(const ended_job& job, time_point round) {
    for (const std::size_t one : present(job.order)) {
        tables_.progress(one).postponed(time_now() + until_free, round);
    }
}

/// The failure is that of one table; the others of its group are only rolled back.
void outcomes::failed(const ended_job& job, time_point round) {
    const job_outcome& outcome = job.outcome;
    const std::optional<std::size_t> table = tables_.find(job.order.tables[outcome.at].relation);
    failed_refresh why = outcome.failure;
    failure_kind kind = schedule::classify(why.sqlstate);
    if (outcome.exceeded && table) { kind = note_exceeded(*outcome.exceeded, tables_[*table], why); }
    for (const std::size_t one : present(job.order)) {
        schedule::progress& state = tables_.progress(one);
        if (one == table) {
            state.failed(kind, time_now(), round);
        } else {
            state.rolled_back(round);
        }
    }
    if (table) { record_failed(*table, kind, why, outcome); }
    if (table && job.order.tables.size() > 1) {
        send_alert("diamond_partial_failure", tables_[*table].row.name, "sqlstate", why.sqlstate);
    }
}

/// Any of its tables may have been the cause, so all wait. What it had announced counts as failed, as after the end of a scheduler.
void outcomes::lost(const ended_job& job, time_point round) {
    for (const std::size_t one : present(job.order)) {
        tables_.progress(one).failed(failure_kind::transient, time_now(), round);
    }
    pg::report(pg::severity::log,
               std::format("refresh of stream table \"{}\" will be retried: {}",
                           job.order.tables.front().name.for_people(), job.outcome.failure.message));
    (void)succeeds("recording the failure of a refresh", [&] {
        pg::worker_transaction transaction;
        end_without_extension(slot_);
        for (const job_table& one : job.order.tables) { fail_interrupted(one.id); }
        transaction.commit();
    });
}

void outcomes::record_failed(std::size_t table, failure_kind kind, const failed_refresh& why,
                             const job_outcome& outcome) {
    schedule::progress& state = tables_.progress(table);
    // The others get as much time as this one had.
    if (outcome.exceeded && kind == failure_kind::transient) {
        state.not_before = time_now() + *outcome.exceeded;
    }
    (void)succeeds("recording the failure of a refresh", [&] {
        if (kind == failure_kind::transient && state.failures <= unrecorded_failures) {
            retry_silently(table, why, outcome.announcements);
        } else {
            record(table, kind, why, outcome.announcements);
        }
    });
}

/// A table whose refresh takes longer than its schedule is refreshed less often.
void outcomes::adapt(std::size_t table, span took) {
    const auto* const cadence = std::get_if<span>(&tables_.cadence(table));
    if (cadence == nullptr) { return; }
    alert_breach(tables_[table], *cadence, took);
    if (schedule::falls_behind(took, *cadence)) { alert_falling_behind(tables_[table], took); }
    if (!settings::auto_backoff()) { return; }
    int& factor = tables_.progress(table).stretch;
    const int stretch = schedule::backed_off(factor, took, *cadence);
    if (stretch == std::exchange(factor, stretch)) { return; }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is refreshed {}", tables_[table].row.name.for_people(),
                           stretch == 1 ? "as scheduled again" : std::format("{} times less often", stretch)),
               std::format("Its last refresh took {:.3f} s, its schedule is {:.3f} s.", seconds(took),
                           seconds(*cadence)));
}

/// Transient failures are logged, not recorded, until they persist.
void outcomes::retry_silently(std::size_t table, const failed_refresh& why,
                              const std::vector<std::int64_t>& announcements) {
    pg::report(pg::severity::log, std::format("refresh of stream table \"{}\" will be retried: {}",
                                              tables_[table].row.name.for_people(), why.message));
    if (announcements.empty()) { return; }
    pg::worker_transaction transaction;
    end_without_extension(slot_);
    remove_announcements(announcements);
    transaction.commit();
}

void outcomes::record(std::size_t table, failure_kind kind, const failed_refresh& why,
                      const std::vector<std::int64_t>& announcements) {
    schedule::progress& state = tables_.progress(table);
    const table_overview& row = tables_[table].row;
    // One that writers have left behind stays suspended, and is tried again until it is right.
    const std::optional<table_status> status =
        row.is_left_behind ? std::nullopt : status_after(kind, state.failures);
    pg::report(pg::severity::warning,
               std::format("refresh of stream table \"{}\" failed: {}", row.name.for_people(), why.message),
               status ? std::format("Its status is now {}.", name_of(*status)) : "It will be retried.");
    pg::worker_transaction transaction;
    end_without_extension(slot_);
    record_failure(row.planned.id, why, status, announcements);
    if (status && row.cycle) { pg::note_definitions(); } // the other tables of its cycle stop, too
    transaction.commit();
    state.active = !status;
    send_alert("refresh_failed", row.name, "sqlstate", why.sqlstate);
    if (status) { send_alert("auto_suspended", row.name, "sqlstate", why.sqlstate); }
}

void outcomes::record_invalid_rows() {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        const auto& trouble = tables_[i].row.trouble;
        if (!trouble || !tables_.progress(i).active) { continue; }
        (void)succeeds("recording a failure",
                       [&] { record(i, failure_kind::of_schema, describe(*trouble), {}); });
        tables_.progress(i).active = false;
    }
}

} // namespace pgt::ext
