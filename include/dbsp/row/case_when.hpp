/// `case_when(condition, value, ..., otherwise)`: a choice between expressions.
#pragma once

#include <dbsp/row/call.hpp>
#include <dbsp/row/detail/unify.hpp>
#include <dbsp/row/sql_text.hpp>
#include <dbsp/row/truth.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace dbsp {

namespace detail {
template <class Values, class Pairs> struct case_arms;

/// Condition, value, condition, value, ..., value: `I` counts the pairs.
template <class... V, std::size_t... I> struct case_arms<std::tuple<V...>, std::index_sequence<I...>> {
    template <std::size_t N> using nth = std::tuple_element_t<N, std::tuple<V...>>;
    using last = nth<sizeof...(V) - 1>;

    static constexpr bool conditions_fit = (std::same_as<plain_t<nth<2 * I>>, bool> && ...);
    static constexpr bool values_fit = unifiable<nth<2 * I + 1>..., last>;
    static constexpr bool nullable = (is_nullable<last> || ... || is_nullable<nth<2 * I + 1>>);

    /// Deduced, so that it is looked into only where the values fit.
    static constexpr auto result() {
        return std::type_identity<nullable_if<nullable, unified_t<nth<2 * I + 1>..., last>>>{};
    }
};

template <class... V> using arms_of = case_arms<std::tuple<V...>, std::make_index_sequence<sizeof...(V) / 2>>;
} // namespace detail

namespace expr {
struct case_when {
    static constexpr std::string_view name = "CASE";
    static constexpr std::string_view takes = "truth values as conditions and values of one type as results";
    static constexpr auto evaluates = evaluation::lazy;
    template <class... V>
    static constexpr bool accepts =
        detail::arms_of<V...>::conditions_fit && detail::arms_of<V...>::values_fit;

    template <class... F> constexpr auto operator()(const F&... operand) const {
        using result = decltype(detail::arms_of<decltype(operand())...>::result());
        return choose<typename result::type>(operand...);
    }

    static sql_text print(const auto&... operand) {
        const std::string_view texts[] = {operand.text...};
        std::string text = "CASE";
        for (std::size_t i = 0; i + 1 < sizeof...(operand); i += 2) {
            text.append(" WHEN ").append(texts[i]).append(" THEN ").append(texts[i + 1]);
        }
        return {text.append(" ELSE ").append(texts[sizeof...(operand) - 1]).append(" END")};
    }

  private:
    template <class Result, class F> static constexpr Result choose(const F& otherwise) {
        return detail::unify<Result>(otherwise());
    }
    template <class Result, class If, class Then, class... Rest>
    static constexpr Result choose(const If& condition, const Then& value, const Rest&... rest) {
        return is_true(condition()) ? detail::unify<Result>(value()) : choose<Result>(rest...);
    }
};
} // namespace expr

/// The value behind the first condition that is true, or the last value; nothing else is evaluated, so that a
/// condition guards its value.  The type is the common one of the values, an optional if one of them may be
/// missing.
template <class... T>
    requires(sizeof...(T) >= 3 && sizeof...(T) % 2 == 1) && detail::operands<T...>
constexpr auto case_when(T&&... operand) {
    return detail::make_call<expr::case_when>(std::forward<T>(operand)...);
}

} // namespace dbsp
