/// positive: the rows with positive weight, as often as they occur.
#pragma once

#include <dbsp/wiring/node.hpp>

namespace dbsp {

namespace op {
/// `positive(z)[x] = max(z[x], 0)`.  Pointwise.  EXCEPT ALL is `positive(a - b)`.
struct positive {
    using algebra = pointwise;
    template <class T> using output = T;
    static constexpr const char* name = "positive";

    template <class W> [[nodiscard]] W weigh(const W& w) const { return w > W{} ? w : W{}; }
};
} // namespace op

template <any_circuit In> [[nodiscard]] auto positive(In in) {
    return connect(op::positive{}, std::move(in));
}

[[nodiscard]] inline auto positive() {
    return pipe{[]<any_circuit In>(In in) { return dbsp::positive(std::move(in)); }};
}

} // namespace dbsp
