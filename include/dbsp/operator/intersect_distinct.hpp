/// intersect_distinct: the rows of both inputs, once; SQL's INTERSECT.
#pragma once

#include <dbsp/wiring/check.hpp>

#include <algorithm>

namespace dbsp {

namespace op {
/// `intersect_distinct(a, b)[x] = a[x] > 0 and b[x] > 0 ? 1 : 0`.  Pointwise in both inputs together.
struct intersect_distinct {
    using algebra = pointwise;
    template <class A, class B>
        requires std::same_as<A, B>
    using output = A;
    static constexpr const char* name = "intersect_distinct";

    template <class W> [[nodiscard]] W weigh(const W& a, const W& b) const {
        return a > W{} && b > W{} ? W{1} : W{};
    }
};
} // namespace op

template <any_circuit A, any_circuit B> [[nodiscard]] auto intersect_distinct(A a, B b) {
    if constexpr (detail::check_same_rows<"intersect_distinct", A, B>()) {
        return connect(op::intersect_distinct{}, std::move(a), std::move(b));
    }
}

} // namespace dbsp
