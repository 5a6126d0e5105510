#include <pgt/schedule/plan.hpp>

#include "schedule/readiness.hpp"

#include <algorithm>

namespace pgt::schedule {

ready_set plan(const network& tables, std::span<const progress> state, time_point now) {
    const readiness groups(tables, state, now);
    ready_set result;
    for (std::size_t i = 0; i < tables.groups().size(); ++i) {
        if (groups.is_ready(i)) {
            result.jobs.push_back({.tables = groups.active_members(i), .round = now});
        } else if (const std::optional<time_point> time = groups.next_turn(i)) {
            result.next = std::min(result.next.value_or(*time), *time);
        }
    }
    return result;
}

} // namespace pgt::schedule
