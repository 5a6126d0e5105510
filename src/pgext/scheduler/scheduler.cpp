#include "scheduler/scheduler.hpp"

#include "catalog/schedule_time.hpp"
#include "catalog/session.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/time_limit.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/alerts.hpp"
#include "scheduler/ending.hpp"
#include "scheduler/journal.hpp"
#include "scheduler/time_limits.hpp"
#include "scheduler/waiting.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using schedule::time_point;

constexpr schedule::span between_tidying = 1h;
constexpr schedule::span between_batches = 100ms;
/// All buffers are searched when more sources changed than the shared memory can name.
constexpr schedule::span between_searches = 100ms;
/// After an unexpected failure; doubled as long as it goes on failing.
constexpr schedule::span first_pause = 1s;
constexpr schedule::span longest_pause = 1min;

std::optional<time_point> earlier(std::optional<time_point> one, std::optional<time_point> other) {
    if (!one || !other) { return one ? one : other; }
    return std::min(*one, *other);
}

} // namespace

/// Whatever fails outside of a refresh, the loop goes on.
void scheduler::run() {
    schedule::span pause = first_pause;
    for (;;) {
        if (succeeds("a step of the scheduler", [this] { step(); })) {
            pause = first_pause;
            continue;
        }
        tables_.end_turns(time_now(), [this](pg::oid table) { return workers_.refreshes(table); });
        has_to_search_ = true;
        definitions_.reset();
        (void)succeeds("waiting", [pause] { pg::wait(pause); });
        pause = std::min(pause * 2, longest_pause);
    }
}

void scheduler::begin() {
    pg::time_limit::ends_as(slot_.ended);
    slot_.wanted = false;
    const bool is_complete = slot_.is_complete.exchange(false) && slot_.seen_definitions == slot_.definitions;
    may_have_missed_ = may_have_missed_ || !is_complete;
    has_to_search_ = may_have_missed_;
    pg::worker_transaction transaction;
    end_without_extension(slot_);
    fail_interrupted();
    transaction.commit();
    has_begun_ = true;
}

void scheduler::step() {
    end_if_unwanted();
    if (!has_begun_) { begin(); }
    const time_point now = time_now();
    follow_clock(now);
    settle_finished(now); // first: what they have changed is received next
    const std::vector<pg::oid> received = receive_changes();
    pg::follow_drain(!workers_.is_busy());
    if (slot_.asked_to_rest && !workers_.is_busy()) { rest(received); }
    if (!may_start()) { return sleep(std::nullopt, received); }
    schedule::ready_set ready = tables_.plan(now);
    if (run_round(ready, now)) {
        watcher_.wake();
        slot_.idle_since = 0;
        return;
    }
    alert_stale(tables_, now);
    const auto stuck = note_waiting(tables_, now);
    tidy_up(now);
    const auto next = earlier(earlier(ready.next, stuck), watcher_.work(now));
    sleep(earlier(next, auditor_.work(now)), received);
}

/// Whether jobs are started. Those that run come to their end either way.
bool scheduler::may_start() const {
    return settings::enabled() && !is_leaving_ && !slot_.asked_to_rest && !pg::is_draining();
}

/// Starts jobs until none can be started in this round, or the definitions change, after which others may be. Returns whether it has started
/// any.
bool scheduler::run_round(schedule::ready_set& ready, time_point round) {
    bool has_started = false;
    for (; start_ready(ready); ready = tables_.plan(round)) {
        has_started = true;
        settle_finished(round);
        end_if_unwanted();
        if (!may_start() || !apply_changes()) { return true; }
        if (tables_.has_critical()) { run_critical(); }
    }
    if (has_started) { alert_stale(tables_, time_now()); }
    return has_started;
}

/// A round may take long. Tables of the class critical that have changed meanwhile do not wait for its end: each has a turn between two others.
void scheduler::run_critical() {
    const time_point now = time_now();
    schedule::ready_set ready = tables_.plan(now);
    std::erase_if(ready.jobs, [](const schedule::refresh_job& job) {
        return job.service != schedule::service_class::critical || job.has_waited;
    });
    if (start_ready(ready)) { settle_finished(now); }
}

/// Starts what workers have room for, and then one of the others in this process, which is busy until that ends.
bool scheduler::start_ready(const schedule::ready_set& ready) {
    schedule::span together(0);
    for (const schedule::refresh_job& job : ready.jobs) {
        together += expected(job.tables).value_or(schedule::worth_a_worker);
    }
    const bool uses_workers = settings::parallel_refresh() == parallel_mode::on;
    bool has_started = false;
    auto answer = executor::answer::unable;
    const schedule::refresh_job* here = nullptr;
    for (const schedule::refresh_job& job : ready.jobs) {
        if (here != nullptr && (!uses_workers || answer == executor::answer::full)) { break; }
        const schedule::placement where = place(job, together);
        if (where != schedule::placement::here && answer != executor::answer::full) {
            answer = start(job, workers_);
            has_started = has_started || answer == executor::answer::started;
            if (answer == executor::answer::started) { continue; }
        }
        const bool waits = where == schedule::placement::worker && answer == executor::answer::full;
        if (!waits && here == nullptr) { here = &job; }
    }
    return (here != nullptr && start(*here, here_) == executor::answer::started) || has_started;
}

executor::answer scheduler::start(const schedule::refresh_job& job, executor& where) {
    const executor::answer answer = where.start(order_of(job));
    if (answer == executor::answer::started) {
        for (const std::size_t table : job.tables) { tables_.progress(table).started(); }
    }
    return answer;
}

void scheduler::settle_finished(time_point round) {
    for (executor* const one : {static_cast<executor*>(&here_), static_cast<executor*>(&workers_)}) {
        for (const ended_job& job : one->finished()) { outcomes_.apply(job, round); }
    }
}

/// What a job of these tables is expected to take; nothing: it has not run yet.
std::optional<schedule::span> scheduler::expected(const schedule::group& tables) const {
    std::optional<schedule::span> longest = schedule::span(0);
    for (const std::size_t one : tables) {
        const std::optional<schedule::span> took = tables_.progress(one).took;
        if (!took) { return std::nullopt; }
        longest = std::max(*longest, *took);
    }
    return longest;
}

schedule::placement scheduler::place(const schedule::refresh_job& job, schedule::span together) const {
    if (settings::parallel_refresh() == parallel_mode::off) { return schedule::placement::here; }
    const schedule::placement where = schedule::place(expected(job.tables), together);
    if (where == schedule::placement::here || settings::parallel_refresh() == parallel_mode::on) {
        return where;
    }
    pg::report(pg::severity::log, std::format("stream table \"{}\" would be refreshed in a worker",
                                              tables_[job.tables.front()].row.name.for_people()));
    return schedule::placement::here;
}

job_order scheduler::order_of(const schedule::refresh_job& job) const {
    job_order order{.tables = {},
                    .by = job.by,
                    .round = job.round,
                    .time_limit = time_limit_of(job.tables, tables_),
                    .attempt = tables_.progress(job.tables.front()).failures + 1};
    for (const std::size_t one : job.tables) {
        const table_overview& row = tables_[one].row;
        order.tables.push_back({.id = row.planned.id,
                                .relation = row.planned.relation,
                                .name = row.name,
                                .reads = row.planned.reads,
                                .is_announced = tables_.progress(one).took.value_or(
                                                    schedule::worth_a_worker) >= schedule::worth_a_worker,
                                .reads_watermarks = row.reads_watermarks});
    }
    return order;
}

/// Applies the changes that were committed during a round. Returns whether the round can go on.
bool scheduler::apply_changes() {
    const auto changed = slot_.changed.take();
    if (changed.all) { (void)slot_.changed.mark_all(); } // for the next step
    tables_.changed(changed.some, time_now());
    if (slot_.definitions == definitions_ && !slot_.asked_to_rest) { return true; }
    keep_marks(changed.some); // tables that are not known yet may read these
    return false;
}

/// Receives what was committed since the last step, and returns the sources that have changed.
std::vector<pg::oid> scheduler::receive_changes() {
    auto changed =
        slot_.changed
            .take(); // first: the readers of a source that is marked are known to what is loaded after it
    const std::uint32_t definitions = slot_.definitions;
    has_to_search_ = has_to_search_ || changed.all;
    may_have_missed_ = may_have_missed_ || changed.all;
    const bool may_search = has_to_search_ && time_now() >= last_search_ + between_searches;
    if (definitions != definitions_ || may_search) {
        try {
            reload(may_search);
        } catch (...) {
            (void)slot_.changed.mark_all();
            throw;
        }
        definitions_ = definitions;
        if (may_search) {
            last_search_ = time_now();
            has_to_search_ = may_have_missed_ = false;
        }
        alert_left_behind(tables_);
        outcomes_.record_invalid_rows();
    }
    tables_.changed(changed.some, time_now());
    return std::move(changed.some);
}

void scheduler::reload(bool is_search) {
    pg::worker_transaction transaction;
    end_without_extension(slot_);
    if (is_search) { watch_prepared(); }
    tables_.load({.buffers = is_search, .marks = may_have_missed_});
    transaction.commit();
}

/// Notes whether there are prepared transactions, whose end this process might not be told of.
void scheduler::watch_prepared() {
    slot_.has_prepared = false;
    const catalog_session session;
    const auto any = session.sql()
                         .run(sql::build("select exists(select from pg_prepared_xacts"
                                         " where database = current_database())"))
                         .value<bool>();
    if (any.value_or(false)) { slot_.has_prepared = true; }
}

/// Puts the marks back of sources whose changes are not applied yet: further changes of these need not wake anything, and reports see
/// that they are pending.
void scheduler::keep_marks(std::span<const pg::oid> received) {
    for (const pg::oid source : received) { (void)slot_.changed.mark(source); }
    for (const pg::oid source : tables_.pending_marks()) { (void)slot_.changed.mark(source); }
}

/// Until there is something to do.
void scheduler::sleep(std::optional<time_point> until, std::span<const pg::oid> received) {
    keep_marks(received);
    if (slot_.idle_since == 0 && !workers_.is_busy()) { slot_.idle_since = to_server_time(time_now()); }
    if (has_to_search_) {
        until = std::min(until.value_or(time_point::max()), last_search_ + between_searches);
    }
    if (!is_tidy_) { until = std::min(until.value_or(time_point::max()), time_now() + between_batches); }
    pg::wait(until ? std::optional(*until - time_now()) : std::nullopt);
}

/// If the clock was set back, tables must not wait for what is no longer the past.
void scheduler::follow_clock(time_point now) {
    if (now < last_look_) {
        last_search_ = time_point();
        tables_.clock_was_set_back(now);
    }
    last_look_ = now;
}

/// Only after there was something to do, so that an idle database stays idle.
void scheduler::tidy_up(time_point now) {
    if (is_tidy_ && last_tidied_ && now < *last_tidied_ + between_tidying) { return; }
    last_tidied_ = now;
    is_tidy_ = true;
    const bool is_done = succeeds("pruning the history", [this] {
        pg::worker_transaction transaction;
        is_tidy_ = prune_history(tables_);
        transaction.commit();
    });
    if (!is_done) { send_alert("cleanup_failure"); }
}

/// A command needs the database for itself: jobs that run are ended with this process. Or settings have changed, of which those of the database
/// are only read at the start: these jobs come to their end first.
void scheduler::end_if_unwanted() {
    const bool is_unwanted = slot_.free_until > static_cast<std::int64_t>(pg::now());
    is_leaving_ = pg::reloaded_configuration() || is_leaving_;
    if (!is_unwanted && (!is_leaving_ || workers_.is_busy())) { return; }
    keep_marks({});
    leave(pg::ending::asked_to);
}

/// Makes room for the scheduler of another database. The next one starts when a source is marked that is not marked already, or when
/// something is due.
void scheduler::rest(std::span<const pg::oid> received) {
    slot_.wanted = false;
    keep_marks(received);
    const time_point now = time_now();
    const schedule::ready_set planned = settings::enabled() ? tables_.plan(now) : schedule::ready_set();
    const std::optional<time_point> due =
        planned.jobs.empty() && !has_to_search_ ? planned.next : std::optional(now);
    slot_.due = due ? to_server_time(*due) : 0;
    if (definitions_ != slot_.definitions) { slot_.wanted = true; }
    leave(pg::ending::to_rest);
}

/// Ends so that the next scheduler finds all changes that are not applied.
void scheduler::leave(pg::ending why) {
    if (has_begun_) {
        slot_.seen_definitions = definitions_.value_or(0);
        slot_.is_complete = definitions_.has_value() && !has_to_search_;
    }
    slot_.ended = why;
    pg::end_worker();
}

} // namespace pgt::ext
