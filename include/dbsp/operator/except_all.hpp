/// except_all: the rows of the first input, less those of the second; EXCEPT ALL.
#pragma once

#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/positive.hpp>

namespace dbsp {

namespace op {
/// `except_all(a, b)[x] = max(0, a[x] - b[x])`.  Composite: `positive(minus(a, b))`.
struct except_all {
    using algebra = composite;
    template <class A, class B>
        requires std::same_as<A, B>
    using output = A;
    static constexpr const char* name = "except_all";

    template <class A, class B> [[nodiscard]] auto expand(A a, B b) const {
        return dbsp::positive(dbsp::minus(std::move(a), std::move(b)));
    }
    template <any_zset Z> [[nodiscard]] Z operator()(const Z& a, const Z& b) const {
        Z result;
        for (const auto& [value, w] : a - b) {
            if (w > typename Z::weight_type{}) { result.add(value, w); }
        }
        return result;
    }
};
} // namespace op

template <any_circuit A, any_circuit B> [[nodiscard]] auto except_all(A a, B b) {
    if constexpr (detail::check_same_rows<"except_all", A, B>()) {
        return connect(op::except_all{}, std::move(a), std::move(b));
    }
}

} // namespace dbsp
