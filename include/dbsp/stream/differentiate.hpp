/// `differentiate(s)`: from states to changes, written D.
#pragma once

#include <dbsp/stream/delay.hpp>

namespace dbsp::formal {

namespace detail {
struct differentiate_fn {
    template <class A> [[nodiscard]] stream<A> operator()(const stream<A>& s) const { return s - delay(s); }
};
} // namespace detail

/// D: `differentiate(s)[0] = s[0]`, `differentiate(s)[t] = s[t] - s[t-1]`; that is, `D(s) = s - z⁻¹(s)`.
/// Laws: inverse of `integrate`; linear; time invariant; causal.
inline constexpr detail::differentiate_fn differentiate{};

} // namespace dbsp::formal
