/// An operator applied to expressions: the inner node of every expression.
#pragma once

#include <dbsp/detail/require.hpp>
#include <dbsp/row/column.hpp>
#include <dbsp/row/literal.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace dbsp {

/// How an operator treats missing operands.
enum class evaluation : std::uint8_t {
    strict, ///< one missing operand makes the result missing; the operator sees plain values only
    direct, ///< the operator is given every operand as it is
    lazy    ///< the operator is given functions, and evaluates only those operands that it needs
};

namespace detail {
template <class E> struct description {
    static constexpr std::string_view text = "an expression";
};
template <fixed_string Name> struct description<column<Name>> {
    static constexpr auto text = fixed_string("column \"") + Name + fixed_string("\"");
};
template <class T> struct description<literal<T>> {
    static constexpr std::string_view text = "a literal";
};

template <class R, class E> constexpr std::string describe() {
    return text_of(description<E>::text) + " of type " + spelling<owned_t<evaluated_t<E, R>>>::text();
}

template <class Op, class R, class... E> struct misapplied {
    static constexpr std::string text() {
        std::string list;
        ((list += (list.empty() ? "" : " and ") + describe<R, E>()), ...);
        return "operator " + text_of(Op::name) + " takes " + text_of(Op::takes) + ", not " + list;
    }
};

template <class Op, class R, class... E> constexpr auto apply(const R& row, const E&... e) {
    if constexpr (Op::evaluates == evaluation::strict) {
        return propagate_null(Op{}, e.evaluate(row)...);
    } else if constexpr (Op::evaluates == evaluation::lazy) {
        return Op{}([&] -> decltype(auto) { return e.evaluate(row); }...);
    } else {
        return Op{}(e.evaluate(row)...);
    }
}

/// Whether the operator takes operands of these types; explained if it does not.
template <class Op, class R, class... E> consteval bool check_operands() {
    if constexpr (all_evaluable<R, E...>) {
        constexpr bool taken = Op::template accepts<owned_t<plain_t<evaluated_t<E, R>>>...>;
        require<taken, misapplied<Op, R, E...>>();
        return taken;
    } else {
        return false;
    }
}
} // namespace detail

/// `Op` of the values of `Operands`.  An operator is an empty struct in `dbsp::expr` with
///     name, takes        its SQL name, and what it takes, for people
///     evaluates          an `evaluation`
///     accepts<Values...> whether it takes plain values (never optionals) of these types
///     operator()         the value
///     print(fragments)   its SQL
template <class Op, expression... Operands> struct call {
    using op = Op;
    std::tuple<Operands...> operands;

    /// The value; operands of types that `Op` does not take are a compile-time error.
    template <named_row R> constexpr auto operator()(const R& row) const { return evaluate(row); }

    template <named_row R> constexpr auto evaluate(const R& row) const {
        if constexpr (detail::check_operands<Op, R, Operands...>()) {
            return std::apply([&](const auto&... e) { return detail::apply<Op>(row, e...); }, operands);
        }
    }
};

template <class Op, class... Operands> inline constexpr bool enable_expression<call<Op, Operands...>> = true;

namespace detail {
/// `Op` of operands, of which those that are plain values become literals.
template <class Op, operand... T> constexpr auto make_call(T&&... operand) {
    return call<Op, decltype(as_expression(std::forward<T>(operand)))...>{
        {as_expression(std::forward<T>(operand))...}};
}
} // namespace detail

} // namespace dbsp
