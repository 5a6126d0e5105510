/// Time, as schedules see it.
#pragma once

#include <chrono>

namespace pgt::schedule {

/// A length of time.
using span = std::chrono::microseconds;
/// A point in time. Schedules know no time zones: days begin at midnight UTC.
using time_point = std::chrono::sys_time<span>;

} // namespace pgt::schedule
