/// The scheduler's clock.
#pragma once

#include "pg/value/clock.hpp"

#include <pgt/schedule/moment.hpp>

namespace pgt::ext {

inline constexpr std::chrono::sys_days beginning_of_time = std::chrono::year(2000) / 1 / 1; // the server's

/// What the server calls a moment, as planning counts it.
[[nodiscard]] inline schedule::moment planned_moment(pg::moment when) {
    return beginning_of_time + schedule::span(static_cast<std::int64_t>(when));
}
/// The reverse, as a number.
[[nodiscard]] inline std::int64_t server_moment(schedule::moment when) {
    return (when - schedule::moment(beginning_of_time)).count();
}

[[nodiscard]] inline schedule::moment time_now() { return planned_moment(pg::now()); }

} // namespace pgt::ext
