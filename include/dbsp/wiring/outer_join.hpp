/// What the outer joins have in common: the rows that match, those without a partner, and how the operator is made.
#pragma once

#include <dbsp/wiring/join_on.hpp>

#include <type_traits>
#include <utility>

namespace dbsp::detail {

/// A row for each matching pair, with the product of the weights.
template <class On, class Pairing, class A, class B, class W>
[[nodiscard]] auto matched_pairs(const On& on, const Pairing& pairing, const zset<A, W>& a,
                                 const zset<B, W>& b) {
    zset<std::remove_cvref_t<std::invoke_result_t<const Pairing&, const A&, const B&>>, W> result;
    for (const auto& [x, w] : a) {
        for (const auto& [y, v] : b) {
            if (is_match(on, x, y)) { result.add(pairing(x, y), w * v); }
        }
    }
    return result;
}

/// Adds `pad(x)` for each row `x` of `a` without a partner in `b`.
template <class On, any_zset A, any_zset B, class Pad, any_zset Result>
void add_unmatched(const On& on, const A& a, const B& b, const Pad& pad, Result& result) {
    count_partners(on, a, b, [&](const auto& row, const auto& w, const auto& partners) {
        if (!(partners > typename B::weight_type{})) { result.add(pad(row), w); }
    });
}

/// `Outer` of both inputs, with its functions as their circuit stores them.
template <template <class...> class Outer, any_circuit A, any_circuit B, class On, class Pairing,
          class... Pad>
[[nodiscard]] auto connect_outer(std::string_view name, A a, B b, On match, Pairing pairing, Pad... pad) {
    auto stored = store_on<A>(name, std::move(match));
    using op_type =
        Outer<decltype(stored), stored_t<A, role::pairing, Pairing>, stored_t<A, role::mapping, Pad>...>;
    return connect(op_type{std::move(stored), store<A, role::pairing>(name, std::move(pairing)),
                           store<A, role::mapping>(name, std::move(pad))...},
                   std::move(a), std::move(b));
}

} // namespace dbsp::detail
