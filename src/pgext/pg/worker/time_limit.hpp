/// `time_limit`: how long a background worker may be busy with something.
#pragma once

#include "pg/worker/shared_state.hpp"

#include <atomic>
#include <chrono>

namespace pgt::pg {

/// If the time is over during its lifetime, the running statement is cancelled as by pg_cancel_backend(), and again each second. Code
/// that catches the error and continues is ended together with the process. One at a time.
class time_limit {
  public:
    explicit time_limit(std::chrono::milliseconds longest);
    time_limit(const time_limit&) = delete;
    time_limit& operator=(const time_limit&) = delete;
    ~time_limit();

    /// Where the reason is stored when the process has to end for it; the variable has to outlive all of them.
    static void ends_as(std::atomic<ending>& why) noexcept;
    /// Whether the time of the latest one was over.
    [[nodiscard]] static bool was_over() noexcept;
};

} // namespace pgt::pg
