/// `protect`: the exit of the error boundary, from C++ to the server. It surrounds everything that the server calls: SQL functions, triggers, hooks, callbacks, main functions of workers.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <type_traits>
#include <utility>

namespace pgt::pg {

namespace detail {

/// Plain data about an exception, in the server's memory.
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
/// The jump starts when all handlers have ended and all C++ objects are destroyed.
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
