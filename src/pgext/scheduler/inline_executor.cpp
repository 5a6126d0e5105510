#include "scheduler/inline_executor.hpp"

#include "scheduler/run_job.hpp"

#include <utility>

namespace pgt::ext {

executor::answer inline_executor::start(const job_order& order) {
    if (!finished_.empty()) { return answer::full; }
    finished_.push_back({order, run(order)});
    return answer::started;
}

std::vector<ended_job> inline_executor::finished() { return std::exchange(finished_, {}); }

} // namespace pgt::ext
