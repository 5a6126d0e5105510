/// What joins match on, and how they put two rows together.
#pragma once

#include <dbsp/row/concat.hpp>
#include <dbsp/row/nullable.hpp>
#include <dbsp/wiring/check.hpp>
#include <dbsp/zset/indexed_zset.hpp>

#include <optional>
#include <string_view>

namespace dbsp {

/// Equal keys, and a residual condition on the pair.
template <class Left, class Right, class Condition = no_condition> struct join_on {
    Left left;
    Right right;
    [[no_unique_address]] Condition condition = {};

    /// Whether rows with this key can have a partner at all.
    template <class K> [[nodiscard]] bool joinable(const K& key) const {
        return may_match(left, key) && may_match(right, key);
    }
    template <class A, class B> [[nodiscard]] bool residual(const A& a, const B& b) const {
        return !is_condition(condition) || is_true(condition(a, b));
    }
    [[nodiscard]] std::string label() const {
        auto text = label_of(left) + " = " + label_of(right);
        return is_condition(condition) ? text + " and " + label_of(condition) : text;
    }
};

/// `on(left_key, right_key)`: rows match where their keys are equal.  `on(left_key, right_key, condition)`: and where the
/// condition is true of the pair.
template <class Left, class Right, class Condition = no_condition>
[[nodiscard]] auto on(Left left, Right right, Condition condition = {}) {
    return join_on<Left, Right, Condition>{std::move(left), std::move(right), std::move(condition)};
}

/// `condition(b, a)` as a condition on `(a, b)`.
template <class Condition> struct flipped_condition {
    Condition condition;
    template <class A, class B>
        requires std::invocable<const Condition&, const B&, const A&>
    constexpr bool operator()(const A& a, const B& b) const {
        return is_true(condition(b, a));
    }
    [[nodiscard]] std::string label() const { return label_of(condition); }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(condition); }
};

/// The same match seen from the other side.
template <class L, class R, class C> [[nodiscard]] auto flip(const join_on<L, R, C>& match) {
    if constexpr (std::same_as<C, no_condition>) {
        return join_on<R, L, C>{match.right, match.left, {}};
    } else if constexpr (requires { static_cast<bool>(match.condition); } &&
                         std::constructible_from<C, flipped_condition<C>>) {
        return join_on<R, L, C>{match.right, match.left,
                                match.condition ? C(flipped_condition<C>{match.condition}) : C()};
    } else {
        return join_on<R, L, flipped_condition<C>>{match.right, match.left, {match.condition}};
    }
}

/// A constant key: every row matches every row.
struct no_key {
    template <class T> constexpr std::tuple<> operator()(const T&) const { return {}; }
    [[nodiscard]] static std::string label() { return "()"; }
};

/// The default row that a join makes of two: the columns of both where both have named columns (a name that both
/// have is a compile-time error), else a `std::pair`.
struct default_pairing {
    template <class A, class B> auto operator()(const A& a, const B& b) const {
        if constexpr (named_row<A> && named_row<B>) {
            return concat(a, b);
        } else {
            return std::pair<A, B>(a, b);
        }
    }
    [[nodiscard]] static std::string label() { return "pair"; }
};

namespace detail {
/// A side that may be missing: its columns as optionals, or all of it as one.
template <class T> auto present(const T& side) {
    if constexpr (named_row<T>) {
        return as_nullable(side);
    } else {
        return std::optional<T>(side);
    }
}
template <class T> auto missing() {
    if constexpr (named_row<T>) {
        return null_row<T>();
    } else {
        return std::optional<T>();
    }
}
} // namespace detail

/// The default rows of outer joins: as `default_pairing`, with optionals for the side that may be missing.
struct right_optional {
    template <class A, class B> auto operator()(const A& a, const B& b) const {
        return default_pairing{}(a, detail::present(b));
    }
};
struct left_optional {
    template <class A, class B> auto operator()(const A& a, const B& b) const {
        return default_pairing{}(detail::present(a), b);
    }
};
struct both_optional {
    template <class A, class B> auto operator()(const A& a, const B& b) const {
        return default_pairing{}(detail::present(a), detail::present(b));
    }
};

/// The same for a row without a partner, whose other side would be a `Missing`.
template <class Missing> struct pad_right {
    template <class A> auto operator()(const A& a) const {
        return default_pairing{}(a, detail::missing<Missing>());
    }
};
template <class Missing> struct pad_left {
    template <class B> auto operator()(const B& b) const {
        return default_pairing{}(detail::missing<Missing>(), b);
    }
};
template <class Missing> struct pad_right_of_both {
    template <class A> auto operator()(const A& a) const {
        return default_pairing{}(detail::present(a), detail::missing<Missing>());
    }
};
template <class Missing> struct pad_left_of_both {
    template <class B> auto operator()(const B& b) const {
        return default_pairing{}(detail::missing<Missing>(), detail::present(b));
    }
};

namespace detail {
/// `on(...)` with its functions as the circuit `A` stores them.  An empty condition is none; an empty key is an error.
template <class A, class L, class R, class C> auto store_on(std::string_view op, join_on<L, R, C> match) {
    using left = stored_t<A, role::key, L>;
    using right = stored_t<A, role::key, R>;
    using condition = stored_t<A, role::condition, C>;
    auto left_key = store<A, role::key>(op, std::move(match.left));
    auto right_key = store<A, role::key>(op, std::move(match.right));
    if constexpr (std::same_as<C, no_condition> && dynamic_circuit<A>) {
        return join_on<left, right, condition>{std::move(left_key), std::move(right_key), {}};
    } else {
        return join_on<left, right, condition>{std::move(left_key), std::move(right_key),
                                               std::move(match.condition)};
    }
}

/// `with()` for a match with a residual condition, `without()` for one that is keys alone: decided by type where the type
/// tells, at run time in run-time circuits.
template <class L, class R, class C, class With, class Without>
auto by_condition(const join_on<L, R, C>& match, With&& with, Without&& without) {
    if constexpr (std::same_as<C, no_condition>) {
        return without();
    } else if constexpr (requires { static_cast<bool>(match.condition); } &&
                         std::same_as<decltype(with()), decltype(without())>) {
        return is_condition(match.condition) ? with() : without();
    } else {
        return with();
    }
}

/// Whether two rows match: equal keys that match anything, and the residual condition.
template <class On, class A, class B> [[nodiscard]] bool is_match(const On& match, const A& a, const B& b) {
    auto const& left = match.left(a);
    auto const& right = match.right(b);
    return equal(left, right) && match.joinable(left) && match.residual(a, b);
}

/// For each row of `a`: `found(row, weight, partners)` with the total weight of the rows of `b` that match it.
template <class On, any_zset A, any_zset B, class Found>
void count_partners(const On& match, const A& a, const B& b, Found&& found) {
    auto const by_key = index_by(b, [&](const auto& row) { return match.right(row); });
    for (const auto& [row, w] : a) {
        typename B::weight_type partners{};
        if (auto const& key = match.left(row); match.joinable(key)) {
            for (const auto& [other, v] : by_key[key]) {
                if (match.residual(row, other)) { partners = partners + v; }
            }
        }
        found(row, w, partners);
    }
}
} // namespace detail

} // namespace dbsp
