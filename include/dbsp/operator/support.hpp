/// support: every row with a weight other than zero, once.
#pragma once

#include <dbsp/wiring/node.hpp>

namespace dbsp {

namespace op {
/// `support(z)[x] = z[x] != 0 ? 1 : 0`.  Pointwise.  Of a change: the values that it touches.
struct support {
    using algebra = pointwise;
    template <class T> using output = T;
    static constexpr const char* name = "support";

    template <class W> [[nodiscard]] W weigh(const W& w) const { return w == W{} ? W{} : W{1}; }
};
} // namespace op

template <any_circuit In> [[nodiscard]] auto support(In in) { return connect(op::support{}, std::move(in)); }

} // namespace dbsp
