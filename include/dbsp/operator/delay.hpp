/// delay: the stream one step late; z^-1.
#pragma once

#include <dbsp/wiring/node.hpp>

namespace dbsp {

namespace op {
/// `delay(s)[0] = 0`, `delay(s)[t] = s[t - 1]`.  Linear and time-invariant, so D o delay o I = delay.
/// `clock` counts scopes outwards: 0 is the clock of the circuit that contains the operator, 1 that of the circuit around
/// it (only `incrementalize` makes others than 0).
struct delay {
    using algebra = time_invariant;
    template <class T> using output = T;
    static constexpr const char* name = "delay";

    int clock = 0;

    template <class Z> struct state {
        Z last{};
        [[nodiscard]] Z& kept() { return last; }
        Z operator()(Z now) { return std::exchange(last, std::move(now)); }
    };
};
} // namespace op

template <any_circuit In> [[nodiscard]] auto delay(In in, int clock = 0) {
    return connect(op::delay{clock}, std::move(in));
}

} // namespace dbsp
