/// `== != < <= > >=` of expressions.
#pragma once

#include <dbsp/detail/number.hpp>
#include <dbsp/row/call.hpp>
#include <dbsp/row/sql_text.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dbsp {

namespace detail {
/// Types whose values may be compared: numbers with numbers, text with text, one type with itself, a class as
/// it likes.
template <class A, class B>
concept same_kind =
    (number<A> && number<B>) || (text<A> && text<B>) || std::same_as<A, B> || has_own_rules<A, B>;

template <class A, class B> constexpr bool values_equal(const A& a, const B& b) {
    if constexpr (number<A> && number<B>) {
        return numbers_equal(a, b);
    } else if constexpr (text<A> && text<B>) {
        return std::string_view(a) == std::string_view(b);
    } else {
        return a == b;
    }
}

template <class A, class B> constexpr bool value_less_than(const A& a, const B& b) {
    if constexpr (number<A> && number<B>) {
        return number_less(a, b);
    } else if constexpr (text<A> && text<B>) {
        return std::string_view(a) < std::string_view(b);
    } else {
        return a < b;
    }
}

template <class A, class B>
concept equatable = same_kind<A, B> && requires(const A& a, const B& b) {
    { a == b } -> std::convertible_to<bool>;
};
template <class A, class B>
concept sortable = equatable<A, B> && requires(const A& a, const B& b) {
    { a < b } -> std::convertible_to<bool>;
    { b < a } -> std::convertible_to<bool>;
};

// NOLINTNEXTLINE(bugprone-crtp-constructor-accessibility): operators are aggregates
template <class Rule> struct comparison {
    static constexpr std::string_view takes = "two numbers, two texts, or two values of a type that has it";
    static constexpr auto evaluates = evaluation::strict;
    template <class A, class B> static constexpr bool accepts = sortable<A, B>;

    static sql_text print(const sql_text& left, const sql_text& right) {
        return infix_alone(Rule::name, sql_binding::comparison, left, right);
    }
};
} // namespace detail

namespace expr {
struct equal : detail::comparison<equal> {
    static constexpr std::string_view name = "=";
    template <class A, class B> static constexpr bool accepts = detail::equatable<A, B>;
    constexpr bool operator()(const auto& a, const auto& b) const { return detail::values_equal(a, b); }
};
struct not_equal : detail::comparison<not_equal> {
    static constexpr std::string_view name = "<>";
    template <class A, class B> static constexpr bool accepts = detail::equatable<A, B>;
    constexpr bool operator()(const auto& a, const auto& b) const { return !detail::values_equal(a, b); }
};
struct less : detail::comparison<less> {
    static constexpr std::string_view name = "<";
    constexpr bool operator()(const auto& a, const auto& b) const { return detail::value_less_than(a, b); }
};
struct less_equal : detail::comparison<less_equal> {
    static constexpr std::string_view name = "<=";
    constexpr bool operator()(const auto& a, const auto& b) const { return !detail::value_less_than(b, a); }
};
struct greater : detail::comparison<greater> {
    static constexpr std::string_view name = ">";
    constexpr bool operator()(const auto& a, const auto& b) const { return detail::value_less_than(b, a); }
};
struct greater_equal : detail::comparison<greater_equal> {
    static constexpr std::string_view name = ">=";
    constexpr bool operator()(const auto& a, const auto& b) const { return !detail::value_less_than(a, b); }
};
} // namespace expr

/// Comparisons give `bool`, or `std::optional<bool>` where an operand may be missing: unknown if one is.
/// Integers are compared by value whatever their signs, NaN equals itself and is above every other number,
/// text goes by bytes.  Law: on plain values exactly one of `a < b`, `a == b`, `a > b` holds.
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator==(L&& left, R&& right) {
    return detail::make_call<expr::equal>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator!=(L&& left, R&& right) {
    return detail::make_call<expr::not_equal>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator<(L&& left, R&& right) {
    return detail::make_call<expr::less>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator<=(L&& left, R&& right) {
    return detail::make_call<expr::less_equal>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator>(L&& left, R&& right) {
    return detail::make_call<expr::greater>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator>=(L&& left, R&& right) {
    return detail::make_call<expr::greater_equal>(std::forward<L>(left), std::forward<R>(right));
}

} // namespace dbsp
