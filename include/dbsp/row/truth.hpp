/// Truth of three values: `bool`, and `std::optional<bool>` whose missing value is *unknown*.
#pragma once

#include <concepts>
#include <optional>

namespace dbsp {

/// `bool` or `std::optional<bool>`.
template <class T> concept truth_value = std::same_as<T, bool> || std::same_as<T, std::optional<bool>>;

/// What keeps a row in a filter: true, neither false nor unknown.
constexpr bool is_true(bool x) { return x; }
constexpr bool is_true(const std::optional<bool>& x) { return x.value_or(false); }

constexpr bool is_false(bool x) { return !x; }
constexpr bool is_false(const std::optional<bool>& x) { return !x.value_or(true); }

/// Negation of three values: unknown stays unknown.
constexpr bool kleene_not(bool x) { return !x; }
constexpr std::optional<bool> kleene_not(const std::optional<bool>& x) {
    return x ? std::optional<bool>(!*x) : std::nullopt;
}

/// The lesser of both in the order false < unknown < true: one false decides.
/// Laws: associative, commutative, idempotent; `true` is the unit; `kleene_not` turns it into `kleene_or`.
constexpr bool kleene_and(bool a, bool b) { return a && b; }
template <truth_value A, truth_value B> constexpr std::optional<bool> kleene_and(const A& a, const B& b) {
    if (is_false(a) || is_false(b)) { return false; }
    return is_true(a) && is_true(b) ? std::optional<bool>(true) : std::nullopt;
}

/// The greater of both in the same order: one true decides.
constexpr bool kleene_or(bool a, bool b) { return a || b; }
template <truth_value A, truth_value B> constexpr std::optional<bool> kleene_or(const A& a, const B& b) {
    return kleene_not(kleene_and(std::optional<bool>(kleene_not(a)), std::optional<bool>(kleene_not(b))));
}

} // namespace dbsp
