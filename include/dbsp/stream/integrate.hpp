/// `integrate(s)`: running sums, written I.
#pragma once

#include <dbsp/stream/stream.hpp>

#include <cstddef>

namespace dbsp::formal {

namespace detail {
struct integrate_fn {
    template <class A> [[nodiscard]] stream<A> operator()(const stream<A>& s) const {
        return stream<A>([s, sum = A{}](std::size_t t) mutable { return sum = sum + s[t]; });
    }
};
} // namespace detail

/// I: `integrate(s)[t] = s[0] + ... + s[t]`: from changes to states.
///
///     s ──► + ──┬──► integrate(s)
///           ▲   │
///           └─ z⁻¹
///
/// Laws: inverse of `differentiate`; linear; time invariant; causal;  `I(s) = z⁻¹(I(s)) + s`.
inline constexpr detail::integrate_fn integrate{};

} // namespace dbsp::formal
