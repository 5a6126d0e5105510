/// `time_limit`: how long a background worker may be busy with something.
#pragma once

#include "pg/worker/shared_state.hpp"

#include <atomic>
#include <chrono>

namespace pgt::pg {

/// When the time is over while it lives, what runs is cancelled, as pg_cancel_backend() does it; and once more each second. What
/// goes on all the same, because it catches that error, ends with the process. One at a time.
class time_limit {
  public:
    explicit time_limit(std::chrono::milliseconds longest);
    time_limit(const time_limit&) = delete;
    time_limit& operator=(const time_limit&) = delete;
    ~time_limit();

    /// What stands there when the process has to end for it; the variable has to outlast all of them.
    static void ends_as(std::atomic<ending>& why) noexcept;
    /// Whether the time of the last one that there was is over.
    [[nodiscard]] static bool was_over() noexcept;
};

} // namespace pgt::pg
