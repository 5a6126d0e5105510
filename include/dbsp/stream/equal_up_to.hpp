/// `equal_up_to(a, b, n)`: whether two streams begin alike.
#pragma once

#include <dbsp/stream/stream.hpp>

#include <cstddef>

namespace dbsp::formal {

/// `a[t] == b[t]` for all `t < n`; elements that are streams are compared up to `n` themselves.
/// This is what can be decided of the equality of streams.  For every causal `f`, streams equal up to `n`
/// have images equal up to `n`.
template <class A> [[nodiscard]] bool equal_up_to(const stream<A>& a, const stream<A>& b, std::size_t n) {
    auto const same = [&](const A& x, const A& y) {
        if constexpr (detail::is_stream<A>) {
            return equal_up_to(x, y, n);
        } else {
            return x == y;
        }
    };
    for (std::size_t t = 0; t < n; ++t) {
        if (!same(a[t], b[t])) { return false; }
    }
    return true;
}

} // namespace dbsp::formal
