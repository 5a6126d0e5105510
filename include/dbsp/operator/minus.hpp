/// minus: the difference of two streams.
#pragma once

#include <dbsp/wiring/check.hpp>

namespace dbsp {

namespace op {
/// `minus(a, b) = a - b`; weights may become negative (EXCEPT ALL is `positive` of it).  Linear: D o minus o I = minus.
struct minus {
    using algebra = linear;
    template <class A, class B>
        requires std::same_as<A, B>
    using output = A;
    static constexpr const char* name = "minus";

    template <std::size_t Side, class T, class W, class Out>
    void each(T&& value, const W& w, Out&& out) const {
        if constexpr (Side == 0) {
            out(std::forward<T>(value), w);
        } else {
            out(std::forward<T>(value), -w);
        }
    }
};
} // namespace op

template <any_circuit A, any_circuit B> [[nodiscard]] auto minus(A a, B b) {
    if constexpr (detail::check_same_rows<"minus", A, B>()) {
        return connect(op::minus{}, std::move(a), std::move(b));
    }
}

template <any_circuit A, any_circuit B> [[nodiscard]] auto operator-(A a, B b) {
    return dbsp::minus(std::move(a), std::move(b));
}

} // namespace dbsp
