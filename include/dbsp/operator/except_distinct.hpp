/// except_distinct: the rows of the first input that the second has not, once; SQL's EXCEPT.
#pragma once

#include <dbsp/wiring/check.hpp>

#include <algorithm>

namespace dbsp {

namespace op {
/// `except_distinct(a, b)[x] = a[x] > 0 and not b[x] > 0 ? 1 : 0`.  Pointwise in both inputs together.
struct except_distinct {
    using algebra = pointwise;
    template <class A, class B>
        requires std::same_as<A, B>
    using output = A;
    static constexpr const char* name = "except_distinct";

    template <class W> [[nodiscard]] W weigh(const W& a, const W& b) const {
        return a > W{} && !(b > W{}) ? W{1} : W{};
    }
};
} // namespace op

template <any_circuit A, any_circuit B> [[nodiscard]] auto except_distinct(A a, B b) {
    if constexpr (detail::check_same_rows<"except_distinct", A, B>()) {
        return connect(op::except_distinct{}, std::move(a), std::move(b));
    }
}

} // namespace dbsp
