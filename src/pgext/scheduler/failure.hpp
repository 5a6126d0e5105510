/// Failures as the scheduler records them, and as it survives them.
#pragma once

#include <pgt/error.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace pgt::ext {

struct failed_refresh {
    std::string sqlstate;
    std::string message; ///< with its detail, as far as there is room
};

[[nodiscard]] failed_refresh describe(const user_error& why);
/// The exception that is being handled.
[[nodiscard]] failed_refresh describe_failure();

/// Logs that `what` failed with the exception that is being handled.
void log_failure(std::string_view what) noexcept;

/// Runs `f` and returns whether it succeeded. What it throws is only logged: the scheduler goes on. `f` begins and ends its own
/// transactions.
template <class F> bool succeeds(std::string_view what, F&& f) noexcept {
    try {
        std::forward<F>(f)();
        return true;
    } catch (...) { log_failure(what); }
    return false;
}

} // namespace pgt::ext
