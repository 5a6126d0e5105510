/// join: pairs of rows with equal keys, and a residual condition.
#pragma once

#include <dbsp/wiring/join_on.hpp>

namespace dbsp {

namespace op {
/// `join(a, b)[f(x, y)] = sum of a[x] * b[y] over all x, y with left(x) = right(y) and condition(x, y)`.  Bilinear; the
/// delta is `da |X| z^-1 I b + I a |X| db`: the left change is joined with the right side before, the right one with the left side now.
template <class On, class Pairing> struct join {
    using algebra = bilinear;
    template <class A, class B>
    using output = std::remove_cvref_t<std::invoke_result_t<const Pairing&, const A&, const B&>>;
    static constexpr const char* name = "join";

    On on;
    Pairing pairing;

    template <std::size_t Side, class T> [[nodiscard]] decltype(auto) key(const T& row) const {
        if constexpr (Side == 0) {
            return on.left(row);
        } else {
            return on.right(row);
        }
    }
    template <class K> [[nodiscard]] bool joinable(const K& key) const { return on.joinable(key); }
    template <class A, class B, class W, class Out>
    void pair(const A& a, const B& b, const W& w, Out&& out) const {
        if (on.residual(a, b)) { out(pairing(a, b), w); }
    }
    [[nodiscard]] std::string label() const { return on.label(); }
};
} // namespace op

/// The join of `a` and `b`; `pairing` makes the output row of a pair, by default the fields of both (records) or a
/// `std::pair`.
template <any_circuit A, any_circuit B, class L, class R, class C, class Pairing = default_pairing>
[[nodiscard]] auto join(A a, B b, join_on<L, R, C> match, Pairing pairing = {}) {
    if constexpr (detail::check_pairs<"join", A, B, join_on<L, R, C>, Pairing>()) {
        auto stored_match = detail::store_on<A>("join", std::move(match));
        using op_type = op::join<decltype(stored_match), detail::stored_t<A, role::pairing, Pairing>>;
        return connect(
            op_type{std::move(stored_match), detail::store<A, role::pairing>("join", std::move(pairing))},
            std::move(a), std::move(b));
    }
}

/// `orders | join(customers, on(...))`.
template <any_circuit B, class L, class R, class C, class Pairing = default_pairing>
[[nodiscard]] auto join(B b, join_on<L, R, C> match, Pairing pairing = {}) {
    return pipe{[=]<any_circuit In>(In in) { return dbsp::join(std::move(in), b, match, pairing); }};
}

} // namespace dbsp
