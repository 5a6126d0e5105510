/// `call`: the entry of the error boundary, from C++ into the server. Only for .cpp files below src/pgext/pg.
///
/// The server raises an error by siglongjmp, which skips the destructors of the C++ frames that it leaves.
/// Inside `call` the jump ends before it leaves any, and continues as an exception.
#pragma once

#include "pg/boundary/error.hpp"
#include "pg/boundary/fault.hpp"
#include "pg/boundary/server.hpp"

#include <exception>
#include <type_traits>

namespace pgt::pg {

namespace detail {

/// Saves the server's error handler, and restores it.
class saved_stacks {
  public:
    saved_stacks() = default;
    saved_stacks(const saved_stacks&) = delete;
    saved_stacks& operator=(const saved_stacks&) = delete;
    ~saved_stacks() {
        PG_exception_stack = exceptions_;
        error_context_stack = contexts_;
    }

  private:
    sigjmp_buf* exceptions_ = PG_exception_stack;
    ErrorContextCallback* contexts_ = error_context_stack;
};

/// Throws what the server has just raised, as an `error`; first restores the memory context and the resource owner.
[[noreturn]] void throw_pending(MemoryContext here, ResourceOwner owner);

/// Reports a failure in a destructor. Raises nothing.
void warn_of(const char* failure) noexcept;

} // namespace detail

/// Returns the result of `f`; throws `error` if the server raises one.
///
/// `f` is one call into the server, or a few. It captures by reference or pointer, returns plain data, and
/// makes no object that has a destructor: a jump would skip it.
template <class F> std::invoke_result_t<F> call(F f) {
    using returned = std::invoke_result_t<F>;
    static_assert(std::is_trivially_destructible_v<F>,
                  "capture by reference or pointer: a jump skips destructors");
    static_assert(std::is_void_v<returned> || std::is_trivially_copyable_v<returned>, "return plain data");
    MemoryContext const here = CurrentMemoryContext;
    ResourceOwner const owner = CurrentResourceOwner;
    {
        const detail::saved_stacks saved;
        sigjmp_buf jump;
        if (sigsetjmp(jump, 0) == 0) {
            PG_exception_stack = &jump;
            detail::before_call();
            return f();
        }
    }
    detail::throw_pending(here, owner);
}

/// For destructors: as `call`, but an error becomes a warning; even the warning is left out if memory is exhausted.
template <class F> void call_in_destructor(F f) noexcept {
    [[maybe_unused]] const detail::cleanup cleaning_up;
    try {
        call(f);
    } catch (const std::exception& failed) { // also if memory is too short for the error itself
        detail::warn_of(failed.what());
    }
}

} // namespace pgt::pg
