/// `protect`: the door out of C++. Around everything that the server calls: SQL functions, triggers, hooks,
/// callbacks, mains of workers.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <type_traits>
#include <utility>

namespace pgt::pg {

namespace detail {

/// Plain data about an exception, in memory of the server's.
struct failure {
    ErrorData* data = nullptr;
    bool raised_before = false;
};

/// About the exception that is being handled.
[[nodiscard]] failure describe_exception() noexcept;
[[noreturn]] void raise(failure what);

} // namespace detail

/// What `f` returns; an exception that leaves it becomes an error of the server.
///
/// The jump starts when all handlers have ended and all objects of C++ are gone.
template <class F> std::invoke_result_t<F> protect(F&& f) {
    static_assert(std::is_trivially_destructible_v<std::invoke_result_t<F>> ||
                  std::is_void_v<std::invoke_result_t<F>>);
    detail::failure failed;
    try {
        return std::forward<F>(f)();
    } catch (...) { failed = detail::describe_exception(); }
    detail::raise(failed);
}

} // namespace pgt::pg
