#include "scheduler/inline_executor.hpp"

#include "catalog/schedule_time.hpp"
#include "pg/worker/time_limit.hpp"
#include "scheduler/run_job.hpp"

#include <chrono>
#include <exception>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::string_view query_canceled = "57014";

std::optional<pg::time_limit> begin_limit(schedule::span time) {
    if (time == schedule::span(0)) { return std::nullopt; }
    return std::optional<pg::time_limit>(std::in_place, std::chrono::ceil<std::chrono::milliseconds>(time));
}

} // namespace

void inline_executor::start(job_order order) {
    const schedule::time_point begin = time_now();
    job_outcome outcome{.job = order.job, .at = order.job.tables.front()};
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
    finished_.push_back(std::move(outcome));
}

std::vector<job_outcome> inline_executor::finished() { return std::exchange(finished_, {}); }

} // namespace pgt::ext
