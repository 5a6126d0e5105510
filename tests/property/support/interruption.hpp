/// Steps that are interrupted: by a function of the circuit, or for lack of memory.
#pragma once

#include <cstddef>
#include <exception>
#include <new>

namespace dbsp::test {

/// What `interruption_point` throws.
struct interrupted : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

enum class interruption { of_function, of_memory };

/// While it lives, call number `at` of `interruption_point`, or the allocation with that number, throws; no other one does.
/// One at a time.
class interrupting {
  public:
    interrupting(interruption kind, std::size_t at);
    interrupting(const interrupting&) = delete;
    interrupting& operator=(const interrupting&) = delete;
    ~interrupting();
};

/// What functions of circuits call.
void interruption_point();

/// Calls `step()` with an interruption ever later, until it is not interrupted; `after_failure()` after each that was.  Gives the number of
/// those.
template <class Step, class AfterFailure>
std::size_t interrupt_until_done(interruption kind, Step&& step, AfterFailure&& after_failure) {
    std::size_t failures = 0;
    for (std::size_t at = 0;; at += 1 + at / 4) {
        try {
            interrupting const now(kind, at);
            step();
            return failures;
        } catch (const interrupted&) { ++failures; } catch (const std::bad_alloc&) {
            ++failures;
        }
        after_failure();
    }
}

} // namespace dbsp::test
