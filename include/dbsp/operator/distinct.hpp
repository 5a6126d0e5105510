/// distinct: every row with positive weight, once.
#pragma once

#include <dbsp/wiring/node.hpp>

namespace dbsp {

namespace op {
/// `distinct(z)[x] = z[x] > 0 ? 1 : 0`.  Pointwise: the delta looks only at the values that the change touches.
/// Law: `distinct(distinct(z)) = distinct(z)`.
struct distinct {
    using algebra = pointwise;
    template <class T> using output = T;
    static constexpr const char* name = "distinct";

    template <class W> [[nodiscard]] W weigh(const W& w) const { return w > W{} ? W{1} : W{}; }
};
} // namespace op

template <any_circuit In> [[nodiscard]] auto distinct(In in) {
    return connect(op::distinct{}, std::move(in));
}

[[nodiscard]] inline auto distinct() {
    return pipe{[]<any_circuit In>(In in) { return dbsp::distinct(std::move(in)); }};
}

} // namespace dbsp
