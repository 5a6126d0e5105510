/// `nested_feedback<A>(body)`: feedback along the inner time of a stream of streams, written fix α. T(s,
/// ↑z⁻¹α).
#pragma once

#include <dbsp/stream/feedback.hpp>

namespace dbsp::formal {

/// The unique `α`, a stream of streams of `A`, with `α = body(lift(delay)(α))`, for a `body` that is causal
/// in both times. Where `body` keeps outer times apart this is a `feedback` of its own for each of them; it
/// need not.
///
/// Laws: with `α = nested_feedback<A>(body)`, `α = body(lift(delay)(α))`;
/// `nested_feedback<A>(x ↦ lift(T)(s, x)) = lift(s ↦ feedback<A>(x ↦ T(s, x)))(s)`.
template <group_operations A, class Body> [[nodiscard]] stream<stream<A>> nested_feedback(Body&& body) {
    using loop = detail::loop<stream<A>>;
    auto const delayed = [](const std::weak_ptr<loop>& at, std::size_t t) {
        return stream<A>(
            [at, t](std::size_t i) { return i == 0 ? A{} : loop::follow(at)->result[t][i - 1]; });
    };
    auto const made = detail::close_loop<stream<A>>(delayed, body);
    return stream<stream<A>>(
        [made](std::size_t t) { // inner streams own the loop too: they may outlive the outer one
            return stream<A>([made, t](std::size_t i) { return made->result[t][i]; });
        });
}

} // namespace dbsp::formal
