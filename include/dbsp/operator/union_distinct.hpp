/// union_distinct: the rows of either input, once; SQL's UNION (UNION ALL is `plus`).
#pragma once

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/plus.hpp>

namespace dbsp {

namespace op {
/// `union_distinct(a, b)[x] = a[x] + b[x] > 0 ? 1 : 0`.  Composite: `distinct(plus(a, b))`.
struct union_distinct {
    using algebra = composite;
    template <class A, class B>
        requires std::same_as<A, B>
    using output = A;
    static constexpr const char* name = "union_distinct";

    template <class A, class B> [[nodiscard]] auto expand(A a, B b) const {
        return dbsp::distinct(dbsp::plus(std::move(a), std::move(b)));
    }
    template <any_zset Z> [[nodiscard]] Z operator()(const Z& a, const Z& b) const {
        Z result;
        for (const auto& [value, w] : a + b) {
            if (w > typename Z::weight_type{}) { result.add(value, 1); }
        }
        return result;
    }
};
} // namespace op

template <any_circuit A, any_circuit B> [[nodiscard]] auto union_distinct(A a, B b) {
    if constexpr (detail::check_same_rows<"union_distinct", A, B>()) {
        return connect(op::union_distinct{}, std::move(a), std::move(b));
    }
}

} // namespace dbsp
