/// Truth of three values: `bool`, and `std::optional<bool>` whose missing value is *unknown*.
#pragma once

#include <concepts>
#include <optional>

namespace dbsp {

/// `bool` or `std::optional<bool>`.
template <class T> concept truth_value = std::same_as<T, bool> || std::same_as<T, std::optional<bool>>;

/// What keeps a row in a filter: true, neither false nor unknown.  Only of truth values: a number does not convert.
template <truth_value T> constexpr bool is_true(const T& x) {
    if constexpr (std::same_as<T, bool>) {
        return x;
    } else {
        return x.value_or(false);
    }
}

template <truth_value T> constexpr bool is_false(const T& x) {
    if constexpr (std::same_as<T, bool>) {
        return !x;
    } else {
        return !x.value_or(true);
    }
}

/// Negation of three values: unknown stays unknown.
template <truth_value T> constexpr T kleene_not(const T& x) {
    if constexpr (std::same_as<T, bool>) {
        return !x;
    } else {
        return x ? T(!*x) : T();
    }
}

/// The lesser of both in the order false < unknown < true: one false decides.
/// Laws: associative, commutative, idempotent; `true` is the unit; `kleene_not` turns it into `kleene_or`.
template <truth_value A, truth_value B> constexpr auto kleene_and(const A& a, const B& b) {
    if constexpr (std::same_as<A, bool> && std::same_as<B, bool>) {
        return a && b;
    } else {
        if (is_false(a) || is_false(b)) { return std::optional<bool>(false); }
        return is_true(a) && is_true(b) ? std::optional<bool>(true) : std::nullopt;
    }
}

/// The greater of both in the same order: one true decides.
template <truth_value A, truth_value B> constexpr auto kleene_or(const A& a, const B& b) {
    return kleene_not(kleene_and(kleene_not(a), kleene_not(b)));
}

} // namespace dbsp
