/// Schedulers that rest so that others can run.
#include "pg/boundary/report.hpp"
#include "scheduler/launcher.hpp"
#include "scheduler/slot_state.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;

/// How long a database may wait for a worker before the server is taken to have none: a worker that has ended is counted for a while.
constexpr auto until_none = 5s;
constexpr auto until_any_worker = 10s;
/// When to look again for a worker that does not belong to pg_trickle: nothing tells when that is free.
constexpr auto until_worker = 100ms;
/// How long a scheduler must have been idle before it is asked to rest; and how long it must have run if none is idle.
constexpr std::chrono::microseconds short_rest = 100ms;
constexpr std::chrono::microseconds turn = 5s;

} // namespace

void launcher::wait_for_worker(known& about) {
    if (!about.waits_since) { about.waits_since = clock::now(); }
    ++waiting_;
}

launcher::clock::duration launcher::longest_wait() const {
    clock::duration longest{};
    for (const auto& [database, about] : known_) {
        if (about.waits_since) { longest = std::max(longest, clock::now() - *about.waits_since); }
    }
    return longest;
}

/// Has refresh workers end that have no job. Returns whether some are about to: there will be room.
bool launcher::dismiss_workers() {
    bool are_leaving = false;
    for (pg::shared_worker& one : state_.pool.workers) {
        if (one.process.pid() == 0) { continue; }
        if (one.step(pg::work_phase::idle, pg::work_phase::leaving)) { one.process.wake(); }
        are_leaving = are_leaving || one.phase == pg::work_phase::leaving;
    }
    return are_leaving;
}

/// Has idle refresh workers end, or asks as many schedulers to rest as there are databases that wait.
void launcher::make_room() {
    if (waiting_ == 0) { return; }
    const bool has_any = starting_ > 0 || std::ranges::any_of(state_.databases(), runs);
    if (!has_any && longest_wait() > until_none) { return warn_without_worker(); }
    look_again(until_worker);
    if (dismiss_workers()) { return; }
    int leaving =
        static_cast<int>(std::ranges::count_if(state_.databases(), [](const pg::shared_database& slot) {
            return runs(slot) && slot.asked_to_rest;
        }));
    for (; leaving < waiting_; ++leaving) {
        pg::shared_database* const one = to_rest();
        if (one == nullptr) { return; }
        one->asked_to_rest = true;
        one->scheduler.wake();
    }
}

/// The scheduler that is asked to rest next; null: all have only just begun.
pg::shared_database* launcher::to_rest() {
    pg::shared_database* longest = nullptr;
    std::int64_t since = std::numeric_limits<std::int64_t>::max();
    const auto consider = [&](pg::shared_database& slot, std::int64_t from, std::chrono::microseconds least) {
        if (from == 0 || from > server_now() - least.count() || from >= since) { return; }
        longest = &slot;
        since = from;
    };
    const auto may_leave = [](const pg::shared_database& slot) {
        return runs(slot) && slot.has_begun && !slot.asked_to_rest;
    };
    for (pg::shared_database& slot : state_.databases()) {
        if (may_leave(slot)) { consider(slot, slot.idle_since, short_rest); }
    }
    if (longest != nullptr) { return longest; }
    for (pg::shared_database& slot : state_.databases()) {
        if (may_leave(slot)) { consider(slot, slot.began, turn); }
    }
    return longest;
}

void launcher::warn_without_worker() {
    state_.has_no_worker = true;
    look_again(until_any_worker);
    if (std::exchange(has_warned_, true)) { return; }
    pg::report(pg::severity::warning, "there is no background worker left for a scheduler of pg_trickle",
               "Others use all that max_worker_processes allows.", "Increase max_worker_processes.");
}

} // namespace pgt::ext
