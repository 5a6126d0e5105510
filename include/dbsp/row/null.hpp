/// `is_null(e)`, `is_not_null(e)` and `coalesce(a, b, ...)`: expressions about missing values.
#pragma once

#include <dbsp/row/call.hpp>
#include <dbsp/row/detail/unify.hpp>
#include <dbsp/row/sql_text.hpp>

#include <string_view>
#include <utility>

namespace dbsp {

namespace expr {
struct is_null {
    static constexpr std::string_view name = "IS NULL";
    static constexpr std::string_view takes = "any value";
    static constexpr auto evaluates = evaluation::direct;
    template <class> static constexpr bool accepts = true;

    constexpr bool operator()(const auto& a) const { return !detail::is_present(a); }

    static sql_text print(const sql_text& operand) { return {operand.atom() + " IS NULL", sql_binding::is}; }
};

struct is_not_null {
    static constexpr std::string_view name = "IS NOT NULL";
    static constexpr std::string_view takes = "any value";
    static constexpr auto evaluates = evaluation::direct;
    template <class> static constexpr bool accepts = true;

    constexpr bool operator()(const auto& a) const { return detail::is_present(a); }

    static sql_text print(const sql_text& operand) {
        return {operand.atom() + " IS NOT NULL", sql_binding::is};
    }
};

struct coalesce {
    static constexpr std::string_view name = "COALESCE";
    static constexpr std::string_view takes = "values of one type";
    static constexpr auto evaluates = evaluation::lazy;
    template <class... V> static constexpr bool accepts = detail::unifiable<V...>;

    template <class... F> constexpr auto operator()(const F&... operand) const {
        constexpr bool nullable = (detail::is_nullable<decltype(operand())> && ...);
        using result = detail::nullable_if<nullable, detail::unified_t<decltype(operand())...>>;
        return first_present<result>(operand...);
    }

    static sql_text print(const auto&... operand) {
        return {"COALESCE(" + detail::join_texts(", ", operand.text...) + ")"};
    }

  private:
    template <class Result, class F, class... Rest>
    static constexpr Result first_present(const F& first, const Rest&... rest) {
        const auto& value = first();
        if constexpr (sizeof...(Rest) > 0) {
            if (!detail::is_present(value)) { return first_present<Result>(rest...); }
        }
        return detail::unify<Result>(value);
    }
};
} // namespace expr

/// Whether the value is missing; never unknown itself.  Law: `is_null(e)` is `!is_not_null(e)`.
template <expression E> constexpr auto is_null(E&& e) {
    return detail::make_call<expr::is_null>(std::forward<E>(e));
}

/// Whether the value is there.
template <expression E> constexpr auto is_not_null(E&& e) {
    return detail::make_call<expr::is_not_null>(std::forward<E>(e));
}

/// The first value that is not missing; those behind it are not evaluated.  Its type is the common one of the
/// operands, an optional only if every operand may be missing.
template <class First, class... Rest>
    requires detail::operands<First, Rest...>
constexpr auto coalesce(First&& first, Rest&&... rest) {
    return detail::make_call<expr::coalesce>(std::forward<First>(first), std::forward<Rest>(rest)...);
}

} // namespace dbsp
