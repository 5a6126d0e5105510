/// One pass of the scheduler: refreshes, one after the other.
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "pg/access/lock.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/time_limit.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/clock.hpp"
#include "scheduler/scheduler.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using schedule::moment;
using schedule::progress;
using schedule::span;

/// Refreshes that took less are not noted in the history while they run: that would cost more than they do.
constexpr span worth_noting = 20ms;
/// How long to wait for somebody else who is refreshing or changing a table.
constexpr span until_free = 100ms;
/// So many failures in a row that pass by themselves are not written down.
constexpr int unnoticed_failures = 2;
/// The SQLSTATE of what was cancelled.
constexpr std::string_view query_canceled = "57014";

double seconds(span time) { return std::chrono::duration<double>(time).count(); }

/// Locks all of them, without waiting and without looking at anything: what is seen later is what they are then.
bool lock_all(const schedule::group& which, const std::vector<watched_table>& tables) {
    return std::ranges::all_of(
        which, [&](std::size_t i) { return lock_for_refresh(tables[i].planned.relation, if_locked::skip); });
}

/// Locks all that they read, in the order in which refreshes do: what is rewritten after the one snapshot of a group was taken
/// would look empty in it.
void lock_sources(const schedule::group& which, const std::vector<watched_table>& tables) {
    std::vector<pg::oid> sources;
    for (const std::size_t one : which) { sources.append_range(tables[one].planned.reads); }
    std::ranges::sort(sources);
    const auto doubled = std::ranges::unique(sources);
    sources.erase(doubled.begin(), doubled.end());
    for (const pg::oid one : sources) { pg::lock_relation(one, pg::lock_mode::access_share); }
}

} // namespace

void scheduler::run_pass(const schedule::pass& planned, moment now) {
    for (const schedule::group& one : planned.groups) {
        refresh(one, now);
        end_if_unwanted();
        const auto changed = place_.changed.take();
        if (changed.all) { (void)place_.changed.mark_all(); } // for the next look
        notice_changes(changed.some);
        if (place_.definitions == definitions_ && !place_.asked_to_rest) { continue; }
        remember(changed.some); // the plan may not be right any more: others may read these
        return;
    }
    say_what_is_stale(time_now());
}

bool scheduler::has_work(const schedule::group& tables) const {
    return std::ranges::any_of(tables, [this](std::size_t i) {
        return progress_[i].pending || !progress_[i].last || !tables_[i].planned.has_capture;
    });
}

void scheduler::refresh(const schedule::group& tables, moment now) {
    if (!has_work(tables)) { return; }
    const moment start = time_now();
    std::vector<std::int64_t> running;
    std::size_t at = tables.front();
    bool done = false;
    std::optional<failed_refresh> failure;
    try {
        const std::optional<pg::time_limit> limit = limit_of(tables);
        done = announce(tables, running) && attempt(tables, running, at);
    } catch (...) { failure = describe_failure(); }
    if (failure) { return failed(at, *failure, running); }
    if (done) { return succeeded(tables, now, time_now() - start); }
    for (const std::size_t one : tables) { progress_[one].not_before = time_now() + until_free; }
}

/// Notes those in the history that may take long, so that one sees them, and later that they were interrupted. Says, as
/// `attempt`, whether it could.
bool scheduler::announce(const schedule::group& tables, std::vector<std::int64_t>& running) {
    std::vector<const watched_table*> slow;
    for (const std::size_t one : tables) {
        if (took_[one].value_or(worth_noting) >= worth_noting) { slow.push_back(&tables_[one]); }
    }
    if (slow.empty()) { return true; }
    pg::worker_transaction transaction;
    const bool is_free = lock_all(tables, tables_);
    if (is_free) { running = note_running(slow); }
    transaction.commit();
    return is_free;
}

/// Refreshes all of them in one transaction; several of them as they were at one moment. Says whether it could be done: not
/// while somebody else is at one of them. `at` is the one it has come to.
bool scheduler::attempt(const schedule::group& tables, std::span<const std::int64_t> running,
                        std::size_t& at) {
    using sees = pg::worker_transaction::sees;
    pg::crash_point("scheduler.begin");
    pg::report_activity(std::format("refreshing {}", tables_[at].name.for_people()));
    pg::worker_transaction transaction(tables.size() == 1 ? sees::what_is_committed : sees::one_snapshot);
    const bool locked = lock_all(tables, tables_);
    if (tables.size() > 1) {
        if (locked) { lock_sources(tables, tables_); }
        transaction.look();
    }
    for (const std::size_t one : tables) {
        if (!locked) { break; }
        at = one;
        const auto table = find_stream_table(tables_[one].planned.relation);
        if (table && (table->status == table_status::active || table->status == table_status::initializing)) {
            refresh_for_scheduler(*table);
        }
    }
    if (!running.empty()) { forget_running(running); }
    pg::crash_point("scheduler.refreshed");
    transaction.commit();
    pg::crash_point("scheduler.committed");
    return locked;
}

void scheduler::succeeded(const schedule::group& tables, moment now, span took) {
    for (const std::size_t one : tables) {
        progress_[one].refreshed(now);
        took_[one] = took;
        adapt(one, took);
    }
}

/// A table whose refresh takes longer than its schedule is refreshed less often.
void scheduler::adapt(std::size_t table, span took) {
    const auto* const cadence = std::get_if<span>(&network_.when(table));
    if (cadence == nullptr) { return; }
    if (schedule::falls_behind(took, *cadence)) { say_it_falls_behind(table, took); }
    if (!settings::auto_backoff()) { return; }
    const int stretch = schedule::backed_off(progress_[table].stretch, took, *cadence);
    if (stretch == std::exchange(progress_[table].stretch, stretch)) { return; }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is refreshed {}", tables_[table].name.for_people(),
                           stretch == 1 ? "as scheduled again" : std::format("{} times less often", stretch)),
               std::format("Its last refresh took {:.3f} s, its schedule is {:.3f} s.", seconds(took),
                           seconds(*cadence)));
}

void scheduler::say_it_falls_behind(std::size_t table, span took) {
    progress& one = progress_[table];
    const moment now = time_now();
    if (one.said_late &&
        now < *one.said_late + std::chrono::seconds(settings::schedule_alert_cooldown_seconds())) {
        return;
    }
    one.said_late = now;
    tell("scheduler_falling_behind", table, "refresh_seconds", std::format("{:.3f}", seconds(took)));
}

/// What passes by itself need not be told to anybody, as long as it does so soon.
bool scheduler::may_pass(schedule::failure_kind kind, const failed_refresh& why, std::size_t table,
                         std::span<const std::int64_t> running) const {
    if (kind != schedule::failure_kind::passing || progress_[table].failures > unnoticed_failures) {
        return false;
    }
    pg::report(pg::severity::log, std::format("refresh of stream table \"{}\" will be tried again: {}",
                                              tables_[table].name.for_people(), why.message));
    if (running.empty()) { return true; }
    pg::worker_transaction transaction;
    end_without_extension();
    forget_running(running);
    transaction.commit();
    return true;
}

/// Tries again later, or gives the table up until somebody does something about it. Whatever cannot be written down about it,
/// the other tables are refreshed.
void scheduler::failed(std::size_t table, failed_refresh why, std::span<const std::int64_t> running) {
    progress& one = progress_[table];
    schedule::failure_kind kind = schedule::classify(why.sqlstate);
    if (pg::time_limit::was_over() && why.sqlstate == query_canceled) { kind = note_time_limit(table, why); }
    one.failed(kind, time_now());
    if (took_too_long_) { one.not_before = time_now() + *std::exchange(took_too_long_, std::nullopt); }
    (void)succeeds("writing down the failure of a refresh", [&] {
        if (!may_pass(kind, why, table, running)) { give_notice(table, kind, why, running); }
    });
}

/// Writes the failure down, and tells of it.
void scheduler::give_notice(std::size_t table, schedule::failure_kind kind, const failed_refresh& why,
                            std::span<const std::int64_t> running) {
    progress& one = progress_[table];
    const bool is_over = schedule::gives_up(kind, one.failures, settings::max_consecutive_errors());
    std::optional<table_status> status;
    if (is_over) {
        status = kind == schedule::failure_kind::of_schema ? table_status::error : table_status::suspended;
    }
    pg::report(pg::severity::warning,
               std::format("refresh of stream table \"{}\" failed: {}", tables_[table].name.for_people(),
                           why.message),
               is_over ? std::format("Its status is {} now.", name_of(*status)) : "It will be tried again.");
    pg::worker_transaction transaction;
    end_without_extension();
    record_failure(tables_[table], why, status, running);
    transaction.commit();
    one.active = !is_over;
    tell("refresh_failed", table, "sqlstate", why.sqlstate);
    if (is_over) { tell("auto_suspended", table, "sqlstate", why.sqlstate); }
}

/// Those who listen; that nobody can be told makes no difference to anything.
void scheduler::tell(std::string_view event, std::size_t table, std::string_view key,
                     std::string_view about) {
    (void)succeeds("an alert", [&] {
        pg::worker_transaction transaction;
        alert(event, tables_[table], key, about);
        transaction.commit();
    });
}

} // namespace pgt::ext
