/// differentiate: the changes of a stream; D.
#pragma once

#include <dbsp/wiring/node.hpp>

namespace dbsp {

namespace op {
/// `differentiate(s)[0] = s[0]`, `differentiate(s)[t] = s[t] - s[t - 1]`.  Linear and time-invariant, so D o D o I = D.
/// Inverse: `integrate`.  `clock`: as in `delay`.
struct differentiate {
    using algebra = time_invariant;
    template <class T> using output = T;
    static constexpr const char* name = "differentiate";

    int clock = 0;

    template <class Z> struct state {
        Z last{};
        [[nodiscard]] Z& kept() { return last; }
        Z operator()(const Z& now) { return now - std::exchange(last, now); }
    };
};
} // namespace op

template <any_circuit In> [[nodiscard]] auto differentiate(In in, int clock = 0) {
    return connect(op::differentiate{clock}, std::move(in));
}

} // namespace dbsp
