/// intersect_all: the rows of both inputs, as often as in the one that has them less often; INTERSECT ALL.
#pragma once

#include <dbsp/wiring/check.hpp>

#include <algorithm>

namespace dbsp {

namespace op {
/// `intersect_all(a, b)[x] = max(0, min(a[x], b[x]))`.  Pointwise in both inputs together.
struct intersect_all {
    using algebra = pointwise;
    template <class A, class B>
        requires std::same_as<A, B>
    using output = A;
    static constexpr const char* name = "intersect_all";

    template <class W> [[nodiscard]] W weigh(const W& a, const W& b) const {
        return std::max(W{}, std::min(a, b));
    }
};
} // namespace op

template <any_circuit A, any_circuit B> [[nodiscard]] auto intersect_all(A a, B b) {
    if constexpr (detail::check_same_rows<"intersect_all", A, B>()) {
        return connect(op::intersect_all{}, std::move(a), std::move(b));
    }
}

} // namespace dbsp
