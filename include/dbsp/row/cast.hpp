/// `cast<T>(e)`: a value in another type.
#pragma once

#include <dbsp/detail/number.hpp>
#include <dbsp/row/call.hpp>
#include <dbsp/row/sql_text.hpp>
#include <dbsp/row/sql_type.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace dbsp {

namespace detail {
template <class To, class From>
concept castable =
    std::same_as<To, From> || (number<To> && number<From>) || (integer<To> && std::same_as<From, bool>) ||
    (std::same_as<To, bool> && integer<From>) || (std::same_as<To, std::string> && integer<From>);

template <class To> struct no_sql_type {
    static constexpr std::string text() {
        return "cast: " + spelling<To>::text() + " has no SQL name; specialise dbsp::sql_type_name for it";
    }
};
} // namespace detail

namespace expr {
template <class To> struct cast {
    using type = To;
    static constexpr std::string_view name = "CAST";
    static constexpr std::string_view takes = "a number or truth value for a number, an integer for text";
    static constexpr auto evaluates = evaluation::strict;
    template <class From> static constexpr bool accepts = detail::castable<To, From>;

    template <class From> constexpr To operator()(const From& x) const {
        if constexpr (detail::number<To> && detail::number<From>) {
            return detail::to_number<To>(x);
        } else if constexpr (std::same_as<To, bool> && detail::integer<From>) {
            return x != 0;
        } else if constexpr (std::same_as<To, std::string> && detail::integer<From>) {
            return std::to_string(x);
        } else {
            return To(x);
        }
    }

    static sql_text print(const sql_text& operand) {
        detail::require<!sql_type_name<To>.empty(), detail::no_sql_type<To>>();
        return {"CAST(" + operand.text + " AS " + std::string(sql_type_name<To>) + ")"};
    }
};
} // namespace expr

/// The value as a `To`; missing if it is missing.  Numbers convert to numbers: a floating-point value to the
/// nearest integer, halves to the even one; what does not fit is an `overflow_error`.  Integers and truth
/// values convert to each other, integers to text.
template <class To, expression E> constexpr auto cast(E&& e) {
    return detail::make_call<expr::cast<To>>(std::forward<E>(e));
}

} // namespace dbsp
