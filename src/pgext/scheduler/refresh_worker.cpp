#include "scheduler/refresh_worker.hpp"

#include "catalog/schedule_time.hpp"
#include "pg/worker/shared_state.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_settings.hpp"
#include "scheduler/message.hpp"
#include "scheduler/run_job.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <vector>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using pg::work_phase;

/// Without a job; its plans are lost then.
constexpr schedule::span longest_rest = 5s;

void put(pg::shared_worker& slot, const job_outcome& outcome) {
    // The text of an error is bounded, and there are no more numbers of announcements than tables, whose descriptions did fit.
    const std::vector<std::byte> message = message_of(outcome);
    std::ranges::copy(message, slot.message.begin());
    slot.length = static_cast<std::uint32_t>(message.size());
}

void run_job(pg::shared_worker& slot, pg::shared_process& scheduler) {
    pg::shared()->pool.begin_running(slot);
    const job_order order = read_order(std::span(slot.message).first(slot.length));
    put(slot, run(order));
    slot.phase = work_phase::in_hand;
    scheduler.wake();
}

/// Waits for a job. Returns false if there is none for too long, or none comes any more.
bool wait_for_job(pg::shared_worker& slot) {
    const schedule::time_point end = time_now() + longest_rest;
    while (!slot.step(work_phase::requested, work_phase::running)) {
        const schedule::span left = end - time_now();
        if (slot.phase == work_phase::leaving) { return false; }
        if (left <= 0s && slot.step(work_phase::idle, work_phase::leaving)) { return false; }
        pg::wait(std::max(left, schedule::span(0)));
    }
    return true;
}

} // namespace

void run_worker(std::int64_t argument) {
    const auto bits = static_cast<std::uint64_t>(argument);
    pg::shared_worker& slot = pg::shared()->pool.workers.at(bits & 0xFFFFFFFFU);
    pg::shared_database* const home = pg::shared()->find(slot.database);
    if (slot.ticket != bits >> 32U || slot.process.pid() != 0 || home == nullptr) { pg::end_worker(); }
    slot.process.become(&home->scheduler);
    slot.has_begun = true;
    pg::connect_worker(slot.database.load());
    pg::pin_settings();
    while (wait_for_job(slot)) { run_job(slot, home->scheduler); }
    pg::end_worker();
}

} // namespace pgt::ext
