#include <pgt/schedule/plan.hpp>

#include "schedule/readiness.hpp"

#include <algorithm>
#include <tuple>

namespace pgt::schedule {

ready_set plan(const network& tables, std::span<const progress> state, time_point now) {
    const readiness groups(tables, state, now);
    ready_set result;
    for (std::size_t i = 0; i < tables.groups().size(); ++i) {
        if (groups.is_ready(i)) {
            const auto [service, has_waited] = groups.urgency(i);
            result.jobs.push_back({.tables = groups.active_members(i),
                                   .round = now,
                                   .service = service,
                                   .has_waited = has_waited});
        } else if (const std::optional<time_point> time = groups.next_turn(i)) {
            result.next = std::min(result.next.value_or(*time), *time);
        }
    }
    std::ranges::stable_sort(result.jobs, {}, [&](const refresh_job& job) {
        return std::tuple(job.service, !job.has_waited, job.tables.size() == 1);
    });
    return result;
}

} // namespace pgt::schedule
