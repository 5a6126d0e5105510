/// Calls into the server that fail on request of a test. For guard.hpp.
///
/// In builds with PGT_CRASH_POINTS the parameter `pgt_test.fail_call` is `who:n:sqlstate`: in processes of that kind (`session`,
/// `scheduler`, `launcher`) the n-th call from now on raises an error of that SQLSTATE, once; with n = 0 calls are only counted.
/// `pgt_test.calls_made` shows their number. Builds for users have none of this.
#pragma once

namespace pgt::pg {

/// To be called by the module when it is loaded.
void define_fault_settings();

namespace detail {

#ifdef PGT_CRASH_POINTS

extern bool counts_calls;
/// Clean-up code is exempt: its calls neither allocate nor wait.
extern int cleaning_up;
void count_call();

/// Raises an error of the server if this is the call that has to fail. To be called where such errors are caught.
inline void before_call() {
    if (counts_calls && cleaning_up == 0) [[unlikely]]
        count_call();
}

class cleanup {
  public:
    cleanup() noexcept { ++cleaning_up; }
    cleanup(const cleanup&) = delete;
    cleanup& operator=(const cleanup&) = delete;
    ~cleanup() { --cleaning_up; }
};

#else

inline void before_call() noexcept {}
struct cleanup {};

#endif

} // namespace detail
} // namespace pgt::pg
