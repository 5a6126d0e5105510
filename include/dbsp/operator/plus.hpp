/// plus: the sum of two streams; UNION ALL.
#pragma once

#include <dbsp/wiring/check.hpp>

namespace dbsp {

namespace op {
/// `plus(a, b) = a + b`.  Linear in both inputs together: D o plus o I = plus.
struct plus {
    using algebra = linear;
    template <class A, class B>
        requires std::same_as<A, B>
    using output = A;
    static constexpr const char* name = "plus";

    template <std::size_t, class T, class W, class Out> void each(T&& value, const W& w, Out&& out) const {
        out(std::forward<T>(value), w);
    }
};
} // namespace op

template <any_circuit A, any_circuit B> [[nodiscard]] auto plus(A a, B b) {
    if constexpr (detail::check_same_rows<"plus", A, B>()) {
        return connect(op::plus{}, std::move(a), std::move(b));
    }
}

/// `plus(a, b, c, ...)`, from left to right.
template <any_circuit A, any_circuit B, any_circuit... More>
    requires(sizeof...(More) > 0)
[[nodiscard]] auto plus(A a, B b, More... more) {
    return dbsp::plus(dbsp::plus(std::move(a), std::move(b)), std::move(more)...);
}

template <any_circuit A, any_circuit B> [[nodiscard]] auto operator+(A a, B b) {
    return dbsp::plus(std::move(a), std::move(b));
}

} // namespace dbsp
