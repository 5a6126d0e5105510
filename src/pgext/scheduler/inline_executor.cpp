#include "scheduler/inline_executor.hpp"

#include "catalog/schedule_time.hpp"
#include "pg/worker/shared_state.hpp"
#include "pg/worker/worker_settings.hpp"
#include "scheduler/run_job.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace pgt::ext {
namespace {

bool waited_in_vain(const job_outcome& outcome) {
    return outcome.how == job_outcome::result::failed &&
           outcome.failure.sqlstate == sqlstate::lock_not_available;
}

void set_patience(schedule::span wait) {
    pg::set_lock_timeout(std::chrono::ceil<std::chrono::milliseconds>(wait));
}

} // namespace

inline_executor::inline_executor() : patience_(time_now()) {}

executor::answer inline_executor::start(const job_order& order) {
    if (!finished_.empty()) { return answer::full; }
    const schedule::span wait = patience_.at(time_now());
    set_patience(wait);
    {
        const pg::own_refresh running;
        finished_.push_back({order, run(order)});
    }
    set_patience(schedule::patience::longest); // for what is noted about it
    const job_outcome& outcome = finished_.back().outcome;
    if (waited_in_vain(outcome)) { patience_.spend(std::min(outcome.took, wait)); }
    return answer::started;
}

std::vector<ended_job> inline_executor::finished() { return std::exchange(finished_, {}); }

} // namespace pgt::ext
