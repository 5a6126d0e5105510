/// full_join: the join, and the rows of either input without a partner.
#pragma once

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/wiring/outer_join.hpp>

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
        auto result = detail::matched_pairs(on, pairing, a, b);
        detail::add_unmatched(on, a, b, pad_a, result);
        detail::add_unmatched(flip(on), b, a, pad_b, result);
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
        return detail::connect_outer<op::full_join>("full_join", std::move(a), std::move(b), std::move(match),
                                                    std::move(pairing), std::move(pad_a), std::move(pad_b));
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
