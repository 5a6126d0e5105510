/// integrate: the running sum of a stream; I.
#pragma once

#include <dbsp/wiring/node.hpp>

namespace dbsp {

namespace op {
/// `integrate(s)[t] = s[0] + ... + s[t]`: of changes, the state now.  Linear and time-invariant, so D o I o I = I.  Inverse:
/// `differentiate`.  `clock`: as in `delay`.
///
///     s ----> + ----+---> integrate(s)
///             ^     |
///             +-z^-1+
struct integrate {
    using algebra = time_invariant;
    template <class T> using output = T;
    static constexpr const char* name = "integrate";

    int clock = 0;

    template <class Z> struct state {
        Z sum{};
        [[nodiscard]] Z& kept() { return sum; }
        Z operator()(const Z& now) { return sum += now; }
    };
};
} // namespace op

template <any_circuit In> [[nodiscard]] auto integrate(In in, int clock = 0) {
    return connect(op::integrate{clock}, std::move(in));
}

} // namespace dbsp
