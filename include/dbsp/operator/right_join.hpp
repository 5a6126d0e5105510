/// right_join: the join, and the rows of the second input without a partner.
#pragma once

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/wiring/outer_join.hpp>

namespace dbsp {

namespace op {
/// `right_join(a, b) = join(a, b) + map(antijoin(b, a), pad_b)`.  Composite.
template <class On, class Pairing, class PadB> struct right_join {
    using algebra = composite;
    template <class A, class B>
    using output = std::remove_cvref_t<std::invoke_result_t<const Pairing&, const A&, const B&>>;
    static constexpr const char* name = "right_join";

    On on;
    Pairing pairing;
    PadB pad_b;

    template <class A, class B> [[nodiscard]] auto expand(A a, B b) const {
        auto matched = dbsp::join(a, b, on, pairing);
        auto alone = dbsp::map(dbsp::antijoin(b, a, flip(on)), pad_b);
        return dbsp::plus(std::move(matched), std::move(alone));
    }
    template <class T, class U, class W>
    [[nodiscard]] auto operator()(const zset<T, W>& a, const zset<U, W>& b) const {
        auto result = detail::matched_pairs(on, pairing, a, b);
        detail::add_unmatched(flip(on), b, a, pad_b, result);
        return result;
    }
    [[nodiscard]] std::string label() const { return on.label(); }
};
} // namespace op

/// `pairing(x, y)` makes the row of a pair, `pad_b(y)` that of a row without a partner.
template <any_circuit A, any_circuit B, class L, class R, class C, class Pairing, class PadB>
[[nodiscard]] auto right_join(A a, B b, join_on<L, R, C> match, Pairing pairing, PadB pad_b) {
    if constexpr (detail::check_outer<"right_join", A, B, join_on<L, R, C>, Pairing,
                                      detail::padding<PadB, B>>()) {
        return detail::connect_outer<op::right_join>("right_join", std::move(a), std::move(b),
                                                     std::move(match), std::move(pairing), std::move(pad_b));
    }
}

/// With the columns of both rows, those of the first as optionals; or, for rows without named columns,
/// `std::pair<std::optional<A>, B>`.
template <any_circuit A, any_circuit B, class L, class R, class C>
    requires static_circuit<A>
[[nodiscard]] auto right_join(A a, B b, join_on<L, R, C> match) {
    using left = typename A::value_type;
    return dbsp::right_join(std::move(a), std::move(b), std::move(match), left_optional{}, pad_left<left>{});
}

} // namespace dbsp
