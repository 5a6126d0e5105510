/// Conversion between the server's time and that of schedules.
#pragma once

#include "pg/value/clock.hpp"

#include <pgt/schedule/time.hpp>

namespace pgt::ext {

inline constexpr std::chrono::sys_days server_epoch = std::chrono::year(2000) / 1 / 1;

[[nodiscard]] inline schedule::time_point to_schedule_time(pg::moment when) {
    return server_epoch + schedule::span(static_cast<std::int64_t>(when));
}
/// As a number, as shared memory keeps it.
[[nodiscard]] inline std::int64_t to_server_time(schedule::time_point when) {
    return (when - schedule::time_point(server_epoch)).count();
}

[[nodiscard]] inline schedule::time_point time_now() { return to_schedule_time(pg::now()); }

} // namespace pgt::ext
