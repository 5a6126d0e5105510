/// `lit(100)`: a constant as an expression.
#pragma once

#include <dbsp/detail/require.hpp>
#include <dbsp/detail/type_name.hpp>
#include <dbsp/row/expression.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dbsp {

/// A leaf with the same value for every row.
template <class T> struct literal {
    T value;

    /// The constant; text as `std::string`.
    template <named_row R> constexpr auto operator()(const R& row) const { return detail::own(*this, row); }

    /// The same by reference into the expression.
    template <named_row R> constexpr const T& evaluate(const R&) const { return value; }
};

template <class T> inline constexpr bool enable_expression<literal<T>> = true;

/// A string literal is copied into the expression, which stays usable in constant expressions.
template <std::size_t Extent> constexpr auto lit(const char (&text)[Extent]) {
    return literal<fixed_string<Extent - 1>>{text};
}

/// Any other value; text that is not owned is copied to a `std::string`.
template <class T> constexpr auto lit(T&& value) {
    using kept = std::decay_t<T>;
    constexpr bool text =
        std::same_as<kept, std::string_view> || std::same_as<kept, const char*> || std::same_as<kept, char*>;
    using stored = std::conditional_t<text, std::string, kept>;
    return literal<stored>{stored(std::forward<T>(value))};
}

namespace detail {
template <class T> concept text = std::convertible_to<const T&, std::string_view>;

/// Operands whose operators are those of a class, such as a date or a decimal number.
template <class A, class B>
concept has_own_rules = (std::is_class_v<A> || std::is_class_v<B>) && !text<A> && !text<B>;

/// Values that may be used in an expression without `lit`: numbers, truth values, text, and what may be missing.
template <class T>
concept plain_operand = std::is_arithmetic_v<std::decay_t<T>> || text<std::decay_t<T>> || is_nullable<T> ||
                        std::same_as<std::decay_t<T>, std::nullopt_t>;

template <class T> concept operand = expression<T> || plain_operand<T>;

/// Operands of an operator, at least one of them an expression.
template <class... T> concept operands = (operand<T> && ...) && (expression<T> || ...);

struct bare_nullopt {
    static constexpr std::string text() {
        return "std::nullopt has no type in an expression: to test for it use is_null(e) or is_not_null(e), "
               "to give it as a value use lit(std::optional<T>{})";
    }
};

template <operand T> constexpr auto as_expression(T&& x) {
    constexpr bool untyped = std::same_as<std::decay_t<T>, std::nullopt_t>;
    require<!untyped, bare_nullopt>();
    if constexpr (expression<T>) {
        return std::remove_cvref_t<T>(std::forward<T>(x));
    } else {
        return lit(std::forward<T>(x));
    }
}
} // namespace detail

} // namespace dbsp
