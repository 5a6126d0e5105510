/// antijoin: the rows of the first input that have no partner in the second; NOT EXISTS.
#pragma once

#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/semijoin.hpp>

namespace dbsp {

namespace op {
/// `antijoin(a, b) = a - semijoin(a, b)`.  Composite.
template <class On> struct antijoin {
    using algebra = composite;
    template <class A, class B> using output = A;
    static constexpr const char* name = "antijoin";

    On on;

    template <class A, class B> [[nodiscard]] auto expand(A a, B b) const {
        return dbsp::minus(a, dbsp::semijoin(a, b, on));
    }
    template <any_zset A, any_zset B> [[nodiscard]] A operator()(const A& a, const B& b) const {
        A result;
        detail::count_partners(on, a, b, [&](const auto& row, const auto& w, const auto& partners) {
            if (!(partners > typename B::weight_type{})) { result.add(row, w); }
        });
        return result;
    }
    [[nodiscard]] std::string label() const { return on.label(); }
};
} // namespace op

template <any_circuit A, any_circuit B, class L, class R, class C>
[[nodiscard]] auto antijoin(A a, B b, join_on<L, R, C> match) {
    if constexpr (detail::check_match<"antijoin", A, B, join_on<L, R, C>>()) {
        auto stored = detail::store_on<A>("antijoin", std::move(match));
        return connect(op::antijoin<decltype(stored)>{std::move(stored)}, std::move(a), std::move(b));
    }
}

/// `orders | antijoin(cancellations, on(...))`.
template <any_circuit B, class L, class R, class C> [[nodiscard]] auto antijoin(B b, join_on<L, R, C> match) {
    return pipe{[=]<any_circuit In>(In in) { return dbsp::antijoin(std::move(in), b, match); }};
}

} // namespace dbsp
