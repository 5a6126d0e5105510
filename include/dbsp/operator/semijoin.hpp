/// semijoin: the rows of the first input that have a partner in the second; EXISTS and IN.
#pragma once

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/support.hpp>

namespace dbsp {

namespace detail {
/// The left key of a match, refusing what either side refuses to match.
template <class Left, class Right> struct doubly_checked_key {
    Left left;
    Right right;
    template <class T> constexpr decltype(auto) operator()(const T& row) const { return left(row); }
    template <class K> [[nodiscard]] constexpr bool matches(const K& key) const {
        return may_match(left, key) && may_match(right, key);
    }
    [[nodiscard]] std::string label() const { return label_of(left); }
};

/// A left key that says all that `match` says of keys that match nothing, for a right side that is but its keys.
template <any_circuit A, class L, class R, class C> auto key_of_both(const join_on<L, R, C>& match) {
    using both = doubly_checked_key<L, R>;
    using key = std::remove_cvref_t<std::invoke_result_t<const L&, const typename A::value_type&>>;
    constexpr bool right_refuses = requires(const key& k) { match.right.matches(k); } || expression<R>;
    if constexpr (!right_refuses || (expression<L> && expression<R>) ||
                  !std::constructible_from<stored_t<A, role::key, both>, both>) {
        return match.left;
    } else {
        return both{match.left, match.right};
    }
}
} // namespace detail

namespace op {
/// `semijoin(a, b)[x] = a[x] where the total weight of the rows of b that match x is positive, else 0`.  Composite: the join
/// of `a` with the distinct keys of `b`, or, with a residual condition, with the distinct rows that have a partner.
template <class On> struct semijoin {
    using algebra = composite;
    template <class A, class B> using output = A;
    static constexpr const char* name = "semijoin";

    On on;

    template <class A, class B> [[nodiscard]] auto expand(A a, B b) const {
        auto const row = dbsp::on(identity_fn{}, identity_fn{});
        return detail::by_condition(
            on,
            [&] {
                auto matched = dbsp::distinct(dbsp::join(dbsp::support(a), b, on, first_of_pair{}));
                return dbsp::join(a, std::move(matched), row, first_of_pair{});
            },
            [&] {
                auto keys = dbsp::distinct(dbsp::map(b, on.right));
                return dbsp::join(a, std::move(keys), dbsp::on(detail::key_of_both<A>(on), identity_fn{}),
                                  first_of_pair{});
            });
    }
    template <any_zset A, any_zset B> [[nodiscard]] A operator()(const A& a, const B& b) const {
        A result;
        detail::count_partners(on, a, b, [&](const auto& row, const auto& w, const auto& partners) {
            if (partners > typename B::weight_type{}) { result.add(row, w); }
        });
        return result;
    }
    [[nodiscard]] std::string label() const { return on.label(); }
};
} // namespace op

template <any_circuit A, any_circuit B, class L, class R, class C>
[[nodiscard]] auto semijoin(A a, B b, join_on<L, R, C> match) {
    if constexpr (detail::check_match<"semijoin", A, B, join_on<L, R, C>>()) {
        auto stored = detail::store_on<A>("semijoin", std::move(match));
        return connect(op::semijoin<decltype(stored)>{std::move(stored)}, std::move(a), std::move(b));
    }
}

/// `orders | semijoin(customers, on(...))`.
template <any_circuit B, class L, class R, class C> [[nodiscard]] auto semijoin(B b, join_on<L, R, C> match) {
    return pipe{[=]<any_circuit In>(In in) { return dbsp::semijoin(std::move(in), b, match); }};
}

} // namespace dbsp
