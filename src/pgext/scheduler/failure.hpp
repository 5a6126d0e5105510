/// What went wrong, as it is written down; and what must not end a scheduler.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace pgt::ext {

struct failed_refresh {
    std::string sqlstate;
    std::string message; ///< with its detail, as far as there is room
};

/// The exception that is being handled.
[[nodiscard]] failed_refresh describe_failure();

/// Writes to the server's log that `what` failed, and why: the exception that is being handled.
void log_failure(std::string_view what) noexcept;

/// Runs `f` and says whether it ended well. What it throws goes to the server's log: the scheduler goes on with the rest. If `f`
/// begins a transaction, that is its own.
template <class F> bool succeeds(std::string_view what, F&& f) noexcept {
    try {
        std::forward<F>(f)();
        return true;
    } catch (...) { log_failure(what); }
    return false;
}

} // namespace pgt::ext
