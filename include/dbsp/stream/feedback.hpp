/// `feedback<A>(body)`: the stream that is defined by its own past, written fix α. T(s, z⁻¹α).
#pragma once

#include <dbsp/stream/stream.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace dbsp::formal {

namespace detail {
/// Where the two ends of a loop meet.  The result owns it, the input of the body only looks at it, so that no
/// loop of owners arises.
template <class A> struct loop {
    stream<A> result;

    static std::shared_ptr<loop> follow(const std::weak_ptr<loop>& watched) {
        if (auto at = watched.lock()) { return at; }
        throw circuit_error(
            "feedback: a stream from inside the loop was read after the result of the loop was gone; "
            "keep the result");
    }
};

template <class A, class Input, class Body> std::shared_ptr<loop<A>> close_loop(Input input, Body& body) {
    auto const made = std::make_shared<loop<A>>();
    std::weak_ptr<loop<A>> const watched = made;
    made->result = body(stream<A>([input, watched](std::size_t t) { return input(watched, t); }));
    return made;
}
} // namespace detail

/// The unique `α` with `α = body(z⁻¹(α))`, for a causal `body`, which is called once with the delayed result.
///
///     s ──► body ──┬──► α
///            ▲     │
///            └─ z⁻¹
///
/// Law: with `α = feedback<A>(body)`, `α = body(delay(α))`.  Errors: `circuit_error` when an element is read
/// that needs itself, that is, when `body` looks ahead.
template <group_operations A, class Body> [[nodiscard]] stream<A> feedback(Body&& body) {
    using loop = detail::loop<A>;
    auto const delayed = [](const std::weak_ptr<loop>& at, std::size_t t) {
        return t == 0 ? A{} : loop::follow(at)->result[t - 1];
    };
    return stream<A>(
        [made = detail::close_loop<A>(delayed, body)](std::size_t t) { return made->result[t]; });
}

} // namespace dbsp::formal
