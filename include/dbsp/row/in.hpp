/// `in(e, a, b, c)`: whether a value is one of a list.
#pragma once

#include <dbsp/row/comparison.hpp>
#include <dbsp/row/truth.hpp>

#include <string_view>
#include <utility>

namespace dbsp {

namespace expr {
struct in {
    static constexpr std::string_view name = "IN";
    static constexpr std::string_view takes = "values that = compares with the first";
    static constexpr auto evaluates = evaluation::direct;
    template <class A, class... V> static constexpr bool accepts = (detail::equatable<A, V> && ...);

    template <class A, class First, class... Rest>
    constexpr auto operator()(const A& a, const First& first, const Rest&... rest) const {
        auto const here = detail::propagate_null(equal{}, a, first);
        if constexpr (sizeof...(Rest) == 0) {
            return here;
        } else {
            return kleene_or(here, (*this)(a, rest...));
        }
    }

    static sql_text print(const sql_text& e, const auto&... candidate) {
        return {e.above(sql_binding::between) + " IN (" + detail::join_texts(", ", candidate.text...) + ")",
                sql_binding::between};
    }
};
} // namespace expr

/// `(e == first) || (e == rest) || ...`, with all its unknowns: a missing candidate never makes it false.
template <class E, class First, class... Rest>
    requires detail::operands<E, First, Rest...>
constexpr auto in(E&& e, First&& first, Rest&&... rest) {
    return detail::make_call<expr::in>(std::forward<E>(e), std::forward<First>(first),
                                       std::forward<Rest>(rest)...);
}

} // namespace dbsp
