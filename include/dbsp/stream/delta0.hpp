/// `delta0(a)`: a value at time zero, then nothing, written δ₀.
#pragma once

#include <dbsp/stream/stream.hpp>

namespace dbsp::formal {

namespace detail {
struct delta0_fn {
    template <group_operations A> [[nodiscard]] stream<A> operator()(const A& a) const {
        return stream<A>({a});
    }
};
} // namespace detail

/// δ₀: `delta0(a)[0] = a`, `delta0(a)[t] = 0` after that: the way into a nested stream.
/// Laws: linear;  `nested_integral(delta0(a)) = a`;  `integrate(delta0(a))` is `a` for ever.
inline constexpr detail::delta0_fn delta0{};

} // namespace dbsp::formal
