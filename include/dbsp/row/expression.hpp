/// The concept of an expression over a row, and the type of its value.
#pragma once

#include <dbsp/row/concept.hpp>
#include <dbsp/row/detail/nullable.hpp>

#include <type_traits>
#include <utility>

namespace dbsp {

/// Says that `E` is an expression; true for `column`, `literal` and `call`, the three kinds of node.
template <class E> inline constexpr bool enable_expression = false;

/// A function of a row that is also a value: it can be called, printed and taken apart (`fold`).
/// Laws: `e(row)` depends on `e` and `row` alone; a copy is the same expression.
/// Minimal definition: `enable_expression<E>`, `e.evaluate(row)`, and an overload for `fold`.
/// Models: `column`, `literal`, `call` of models.  Checked by tests/property/row/expression.cpp.
template <class E> concept expression = enable_expression<std::remove_cvref_t<E>>;

namespace detail {
/// What `e.evaluate(row)` gives: a value, or a reference into the row or the expression.
template <class E, named_row R>
using evaluated_t =
    decltype(std::declval<const E&>().evaluate(std::declval<const std::remove_cvref_t<R>&>()));

/// An operand that is wrong in itself has been explained already; its value has no type.
template <class R, class... E>
inline constexpr bool all_evaluable = (!std::is_void_v<evaluated_t<E, R>> && ...);

/// `e(row)`: the value of `e`, free of references.
template <class E, named_row R> constexpr auto own(const E& e, const R& row) {
    if constexpr (all_evaluable<R, E>) { return owned_t<evaluated_t<E, R>>(e.evaluate(row)); }
}
} // namespace detail

/// The type of `e(row)`.
template <expression E, named_row R>
using value_of_t = detail::owned_t<detail::evaluated_t<std::remove_cvref_t<E>, R>>;

} // namespace dbsp
