/// right_join: the join, and the rows of the second input without a partner.
#pragma once

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/plus.hpp>

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
        zset<output<T, U>, W> result;
        for (const auto& [x, w] : a) {
            for (const auto& [y, v] : b) {
                if (detail::is_match(on, x, y)) { result.add(pairing(x, y), w * v); }
            }
        }
        detail::count_partners(flip(on), b, a, [&](const auto& row, const auto& w, const auto& partners) {
            if (!(partners > W{})) { result.add(pad_b(row), w); }
        });
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
        auto stored = detail::store_on<A>("right_join", std::move(match));
        using op_type = op::right_join<decltype(stored), detail::stored_t<A, role::pairing, Pairing>,
                                       detail::stored_t<A, role::mapping, PadB>>;
        return connect(op_type{std::move(stored),
                               detail::store<A, role::pairing>("right_join", std::move(pairing)),
                               detail::store<A, role::mapping>("right_join", std::move(pad_b))},
                       std::move(a), std::move(b));
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
