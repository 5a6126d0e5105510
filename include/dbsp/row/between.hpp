/// `between(e, low, high)`: whether a value is in a closed range.
#pragma once

#include <dbsp/row/comparison.hpp>
#include <dbsp/row/truth.hpp>

#include <string_view>
#include <utility>

namespace dbsp {

namespace expr {
struct between {
    static constexpr std::string_view name = "BETWEEN";
    static constexpr std::string_view takes = "values that <= compares";
    static constexpr auto evaluates = evaluation::direct;
    template <class A, class Low, class High>
    static constexpr bool accepts = detail::sortable<Low, A> && detail::sortable<A, High>;

    constexpr auto operator()(const auto& a, const auto& low, const auto& high) const {
        return kleene_and(detail::propagate_null(greater_equal{}, a, low),
                          detail::propagate_null(less_equal{}, a, high));
    }

    static sql_text print(const sql_text& e, const sql_text& low, const sql_text& high) {
        constexpr auto level = sql_binding::between;
        return {
            detail::join_texts(" ", e.above(level), "BETWEEN", low.above(level), "AND", high.above(level)),
            level};
    }
};
} // namespace expr

/// `(e >= low) && (e <= high)`, with all its unknowns.
template <class E, class Low, class High>
    requires detail::operands<E, Low, High>
constexpr auto between(E&& e, Low&& low, High&& high) {
    return detail::make_call<expr::between>(std::forward<E>(e), std::forward<Low>(low),
                                            std::forward<High>(high));
}

} // namespace dbsp
