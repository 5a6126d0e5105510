/// left_join: the join, and the rows of the first input without a partner.
#pragma once

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/wiring/outer_join.hpp>

namespace dbsp {

namespace op {
/// `left_join(a, b) = join(a, b) + map(antijoin(a, b), pad_a)`.  Composite.
template <class On, class Pairing, class PadA> struct left_join {
    using algebra = composite;
    template <class A, class B>
    using output = std::remove_cvref_t<std::invoke_result_t<const Pairing&, const A&, const B&>>;
    static constexpr const char* name = "left_join";

    On on;
    Pairing pairing;
    PadA pad_a;

    template <class A, class B> [[nodiscard]] auto expand(A a, B b) const {
        auto matched = dbsp::join(a, b, on, pairing);
        auto alone = dbsp::map(dbsp::antijoin(a, b, on), pad_a);
        return dbsp::plus(std::move(matched), std::move(alone));
    }
    template <class T, class U, class W>
    [[nodiscard]] auto operator()(const zset<T, W>& a, const zset<U, W>& b) const {
        auto result = detail::matched_pairs(on, pairing, a, b);
        detail::add_unmatched(on, a, b, pad_a, result);
        return result;
    }
    [[nodiscard]] std::string label() const { return on.label(); }
};
} // namespace op

/// `pairing(x, y)` makes the row of a pair, `pad_a(x)` that of a row without a partner.
template <any_circuit A, any_circuit B, class L, class R, class C, class Pairing, class PadA>
[[nodiscard]] auto left_join(A a, B b, join_on<L, R, C> match, Pairing pairing, PadA pad_a) {
    if constexpr (detail::check_outer<"left_join", A, B, join_on<L, R, C>, Pairing,
                                      detail::padding<PadA, A>>()) {
        return detail::connect_outer<op::left_join>("left_join", std::move(a), std::move(b), std::move(match),
                                                    std::move(pairing), std::move(pad_a));
    }
}

/// With the columns of both rows, those of the second as optionals; or, for rows without named columns, `std::pair<A,
/// std::optional<B>>`.
template <any_circuit A, any_circuit B, class L, class R, class C>
    requires static_circuit<A>
[[nodiscard]] auto left_join(A a, B b, join_on<L, R, C> match) {
    using right = typename B::value_type;
    return dbsp::left_join(std::move(a), std::move(b), std::move(match), right_optional{},
                           pad_right<right>{});
}

} // namespace dbsp
