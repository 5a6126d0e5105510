/// The scheduler's clock.
#pragma once

#include "pg/clock.hpp"

#include <pgt/schedule/moment.hpp>

namespace pgt::ext {

/// What the server calls a moment, as planning counts it.
[[nodiscard]] inline schedule::moment planned_moment(pg::moment when) {
    constexpr std::chrono::sys_days beginning = std::chrono::year(2000) / 1 / 1; // of the server's time
    return beginning + schedule::span(static_cast<std::int64_t>(when));
}

[[nodiscard]] inline schedule::moment time_now() { return planned_moment(pg::now()); }

} // namespace pgt::ext
