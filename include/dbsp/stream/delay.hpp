/// `delay(s)`: yesterday's element, written z⁻¹.
#pragma once

#include <dbsp/stream/stream.hpp>

#include <cstddef>

namespace dbsp::formal {

namespace detail {
struct delay_fn {
    template <class A> [[nodiscard]] stream<A> operator()(const stream<A>& s) const {
        return stream<A>([s](std::size_t t) { return t == 0 ? A{} : s[t - 1]; });
    }
};
} // namespace detail

/// z⁻¹: `delay(s)[0] = 0`, `delay(s)[t] = s[t-1]`.
/// Laws: linear; time invariant; strict, that is, its element at `t` depends on elements before `t` only.
inline constexpr detail::delay_fn delay{};

} // namespace dbsp::formal
