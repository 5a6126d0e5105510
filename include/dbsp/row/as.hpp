/// `as<"double">(e)`: an expression with a name, for a selection or a key.
#pragma once

#include <dbsp/row/columns_of.hpp>
#include <dbsp/row/print.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace dbsp {

/// `Name` for the value of an expression.  Not an expression itself: a name belongs outermost.
template <fixed_string Name, expression E> struct named {
    static constexpr auto name = Name;
    E expression;

    /// The value of the expression.
    template <named_row R> constexpr auto operator()(const R& row) const { return expression(row); }

    /// Whether the value can match another one in a join: not where it is missing.
    template <class K> [[nodiscard]] static constexpr bool matches(const K& key) {
        return detail::is_present(key);
    }
};

/// `e` under the name `Name`.
template <fixed_string Name, class E>
    requires detail::operand<E>
constexpr auto as(E&& e) {
    return named<Name, decltype(detail::as_expression(std::forward<E>(e)))>{
        detail::as_expression(std::forward<E>(e))};
}

/// `e AS "Name"`.
template <fixed_string Name, class E> std::string print(const named<Name, E>& item) {
    return print(item.expression) + " AS " + detail::quote_identifier(Name);
}

namespace detail {
template <fixed_string Name, class E> struct mentions<named<Name, E>> : mentions<E> {};
} // namespace detail

} // namespace dbsp
