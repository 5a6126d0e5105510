/// `&& || !` of expressions, in three-valued logic.
#pragma once

#include <dbsp/row/call.hpp>
#include <dbsp/row/sql_text.hpp>
#include <dbsp/row/truth.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace dbsp {

namespace detail {
/// A chain of one connective needs no parentheses; whatever else is not an atom gets them, for the reader's
/// sake.
inline sql_text connect(std::string_view name, sql_binding level, const sql_text& left,
                        const sql_text& right) {
    std::string const first = left.binds == level ? left.text : left.atom();
    return {join_texts(" ", first, name, right.atom()), level};
}
} // namespace detail

namespace expr {
/// A connective of two truth values, which a left operand that is `Decisive` decides without the right one.
template <bool Decisive> struct connective {
    static constexpr std::string_view name = Decisive ? "OR" : "AND";
    static constexpr std::string_view takes = "truth values";
    static constexpr auto evaluates = evaluation::lazy;
    template <class A, class B>
    static constexpr bool accepts = std::same_as<A, bool> && std::same_as<B, bool>;

    constexpr auto operator()(const auto& left, const auto& right) const {
        const auto& a = left();
        using result = decltype(both(a, right()));
        return decides(a) ? result(Decisive) : both(a, right());
    }

    static sql_text print(const sql_text& left, const sql_text& right) {
        return detail::connect(name, Decisive ? sql_binding::disjunction : sql_binding::conjunction, left,
                               right);
    }

  private:
    static constexpr bool decides(const auto& a) { return Decisive ? is_true(a) : is_false(a); }
    static constexpr auto both(const auto& a, const auto& b) {
        return Decisive ? kleene_or(a, b) : kleene_and(a, b);
    }
};
struct conjunction : connective<false> {};
struct disjunction : connective<true> {};

struct negation {
    static constexpr std::string_view name = "NOT";
    static constexpr std::string_view takes = "a truth value";
    static constexpr auto evaluates = evaluation::strict;
    template <class A> static constexpr bool accepts = std::same_as<A, bool>;

    constexpr bool operator()(bool a) const { return !a; }

    static sql_text print(const sql_text& operand) {
        return {"NOT " + operand.atom(), sql_binding::negation};
    }
};
} // namespace expr

/// Kleene's connectives.  The right operand is not evaluated where the left one decides.
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator&&(L&& left, R&& right) {
    return detail::make_call<expr::conjunction>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator||(L&& left, R&& right) {
    return detail::make_call<expr::disjunction>(std::forward<L>(left), std::forward<R>(right));
}
template <expression E> constexpr auto operator!(E&& operand) {
    return detail::make_call<expr::negation>(std::forward<E>(operand));
}

} // namespace dbsp
