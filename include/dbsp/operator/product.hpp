/// product: every row of one input with every row of the other; a join without a key.
#pragma once

#include <dbsp/wiring/join_on.hpp>

namespace dbsp {

namespace op {
/// `product(a, b)[f(x, y)] = sum of a[x] * b[y] over all x, y with condition(x, y)`.  Bilinear, as join; a theta join is a
/// product with a condition.
template <class Condition, class Pairing> struct product {
    using algebra = bilinear;
    template <class A, class B>
    using output = std::remove_cvref_t<std::invoke_result_t<const Pairing&, const A&, const B&>>;
    static constexpr const char* name = "product";

    [[no_unique_address]] Condition condition;
    Pairing pairing;

    template <std::size_t, class T> [[nodiscard]] std::tuple<> key(const T&) const { return {}; }
    [[nodiscard]] static bool joinable(std::tuple<>) { return true; }
    template <class A, class B, class W, class Out>
    void pair(const A& a, const B& b, const W& w, Out&& out) const {
        if (!is_condition(condition) || is_true(condition(a, b))) { out(pairing(a, b), w); }
    }
    [[nodiscard]] std::string label() const {
        return is_condition(condition) ? label_of(condition) : std::string();
    }
};
} // namespace op

namespace detail {
template <fixed_string Op, any_circuit A, any_circuit B, class Pairing, class Condition = no_condition>
consteval bool check_product() {
    if constexpr (check_kinds<Op, A, B>()) {
        return check_weights<Op, A, B>() &&
               check_callable_with_pair<Op, "condition", role::condition, Condition, A, B>() &&
               check_callable_with_pair<Op, "pairing", role::pairing, Pairing, A, B>();
    } else {
        return false;
    }
}
} // namespace detail

/// All pairs; `pairing` makes the output row, by default the fields of both (records) or a `std::pair`.
template <any_circuit A, any_circuit B, class Pairing = default_pairing>
[[nodiscard]] auto product(A a, B b, Pairing pairing = {}) {
    if constexpr (detail::check_product<"product", A, B, Pairing>()) {
        using condition = detail::stored_t<A, role::condition, no_condition>;
        using op_type = op::product<condition, detail::stored_t<A, role::pairing, Pairing>>;
        return connect(op_type{condition{}, detail::store<A, role::pairing>("product", std::move(pairing))},
                       std::move(a), std::move(b));
    }
}

/// The pairs for which a condition holds.
template <any_circuit A, any_circuit B, class Condition, class Pairing = default_pairing>
[[nodiscard]] auto theta_join(A a, B b, Condition condition, Pairing pairing = {}) {
    if constexpr (detail::check_product<"theta_join", A, B, Pairing, Condition>()) {
        using stored = detail::stored_t<A, role::condition, Condition>;
        using op_type = op::product<stored, detail::stored_t<A, role::pairing, Pairing>>;
        return connect(op_type{stored(std::move(condition)),
                               detail::store<A, role::pairing>("theta_join", std::move(pairing))},
                       std::move(a), std::move(b));
    }
}

} // namespace dbsp
