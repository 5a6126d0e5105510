/// How long a refresh may take.
#pragma once

#include "scheduler/executor.hpp"
#include "scheduler/roster.hpp"

namespace pgt::ext {

/// The time limit of the next job for these tables; 0: none. While active tables of other owners wait, it is a turn that grows as long
/// as the refresh exceeds it, so that one owner's refresh cannot keep the others from theirs.
[[nodiscard]] schedule::span time_limit_of(const schedule::group& tables, const roster& all);

/// A job was cancelled at its time limit: completes the message, gives the next one more time, and says what kind of failure this is.
[[nodiscard]] schedule::failure_kind note_exceeded(schedule::span limit, scheduled_table& table,
                                                   failed_refresh& why);

} // namespace pgt::ext
