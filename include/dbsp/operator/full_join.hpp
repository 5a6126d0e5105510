/// full_join: the join, and the rows of either input without a partner.
#pragma once

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/plus.hpp>

namespace dbsp {

namespace op {
/// `full_join(a, b) = join(a, b) + map(antijoin(a, b), pad_a) + map(antijoin(b, a), pad_b)`.  Composite.
template <class On, class Pairing, class PadA, class PadB> struct full_join {
    using algebra = composite;
    template <class A, class B>
    using output = std::remove_cvref_t<std::invoke_result_t<const Pairing&, const A&, const B&>>;
    static constexpr const char* name = "full_join";

    On on;
    Pairing pairing;
    PadA pad_a;
    PadB pad_b;

    template <class A, class B> [[nodiscard]] auto expand(A a, B b) const {
        auto matched = dbsp::join(a, b, on, pairing);
        auto left_alone = dbsp::map(dbsp::antijoin(a, b, on), pad_a);
        auto right_alone = dbsp::map(dbsp::antijoin(b, a, flip(on)), pad_b);
        return dbsp::plus(std::move(matched), std::move(left_alone), std::move(right_alone));
    }
    template <class T, class U, class W>
    [[nodiscard]] auto operator()(const zset<T, W>& a, const zset<U, W>& b) const {
        zset<output<T, U>, W> result;
        for (const auto& [x, w] : a) {
            for (const auto& [y, v] : b) {
                if (detail::is_match(on, x, y)) { result.add(pairing(x, y), w * v); }
            }
        }
        detail::count_partners(on, a, b, [&](const auto& row, const auto& w, const auto& partners) {
            if (!(partners > W{})) { result.add(pad_a(row), w); }
        });
        detail::count_partners(flip(on), b, a, [&](const auto& row, const auto& w, const auto& partners) {
            if (!(partners > W{})) { result.add(pad_b(row), w); }
        });
        return result;
    }
    [[nodiscard]] std::string label() const { return on.label(); }
};
} // namespace op

/// `pairing(x, y)` makes the row of a pair, `pad_a(x)` and `pad_b(y)` those of rows without a partner.
template <any_circuit A, any_circuit B, class L, class R, class C, class Pairing, class PadA, class PadB>
[[nodiscard]] auto full_join(A a, B b, join_on<L, R, C> match, Pairing pairing, PadA pad_a, PadB pad_b) {
    if constexpr (detail::check_outer<"full_join", A, B, join_on<L, R, C>, Pairing, detail::padding<PadA, A>,
                                      detail::padding<PadB, B>>()) {
        auto stored = detail::store_on<A>("full_join", std::move(match));
        using op_type =
            op::full_join<decltype(stored), detail::stored_t<A, role::pairing, Pairing>,
                          detail::stored_t<A, role::mapping, PadA>, detail::stored_t<A, role::mapping, PadB>>;
        return connect(op_type{std::move(stored),
                               detail::store<A, role::pairing>("full_join", std::move(pairing)),
                               detail::store<A, role::mapping>("full_join", std::move(pad_a)),
                               detail::store<A, role::mapping>("full_join", std::move(pad_b))},
                       std::move(a), std::move(b));
    }
}

/// With the columns of both rows as optionals; or, for rows without named columns, a `std::pair` of optionals.
template <any_circuit A, any_circuit B, class L, class R, class C>
    requires static_circuit<A>
[[nodiscard]] auto full_join(A a, B b, join_on<L, R, C> match) {
    using left = typename A::value_type;
    using right = typename B::value_type;
    return dbsp::full_join(std::move(a), std::move(b), std::move(match), both_optional{},
                           pad_right_of_both<right>{}, pad_left_of_both<left>{});
}

} // namespace dbsp
