/// `+ - * / %` and unary `-` of expressions.
#pragma once

#include <dbsp/detail/number.hpp>
#include <dbsp/row/call.hpp>
#include <dbsp/row/sql_text.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace dbsp {

namespace detail {
/// The absolute value, exact for every integer.
constexpr std::uintmax_t magnitude(integer auto x) {
    auto const bits = static_cast<std::uintmax_t>(x);
    return std::cmp_less(x, 0) ? 0 - bits : bits;
}

/// Stores `size`, negated if `negative`; whether that does not fit.
template <integer To> constexpr bool overflows(bool negative, std::uintmax_t size, To& result) {
    return negative ? __builtin_sub_overflow(std::uintmax_t{0}, size, &result)
                    : __builtin_add_overflow(std::uintmax_t{0}, size, &result);
}

template <class B> constexpr void check_divisor(std::string_view name, const B& b) {
    if (b == 0) { throw domain_error("division by zero in operator " + std::string(name)); }
}

/// What `Rule`'s operator on two integers gives in the common type, if it fits.
template <class Rule, integer A, integer B> constexpr common_number<A, B> integer_result(A a, B b) {
    common_number<A, B> result{};
    if (Rule::overflows(a, b, result)) {
        throw_out_of_range<common_number<A, B>>(std::to_string(a) + ' ' + std::string(Rule::name) + ' ' +
                                                std::to_string(b));
    }
    return result;
}

/// The shared part of the operators on two numbers.  Two integers: `Rule::overflows(a, b, result)`, exact or
/// an error.  Otherwise `Rule::plain(a, b)`: two numbers in their common type, other types (dates, decimals)
/// by their own rules.
// NOLINTNEXTLINE(bugprone-crtp-constructor-accessibility): operators are aggregates
template <class Rule, sql_binding Level> struct arithmetic {
    static constexpr std::string_view takes = "two numbers, or two values of types that have it";
    static constexpr auto evaluates = evaluation::strict;

    template <class A, class B>
    static constexpr bool accepts =
        (number<A> && number<B>) ||
        (has_own_rules<A, B> && requires(const A& a, const B& b) { Rule::plain(a, b); });

    template <class A, class B> constexpr auto operator()(const A& a, const B& b) const {
        if constexpr (integer<A> && integer<B>) {
            return integer_result<Rule>(a, b);
        } else if constexpr (number<A> && number<B>) {
            using common = common_number<A, B>;
            return Rule::plain(static_cast<common>(a), static_cast<common>(b));
        } else {
            return Rule::plain(a, b);
        }
    }

    static sql_text print(const sql_text& left, const sql_text& right) {
        return infix(Rule::name, Level, left, right);
    }
};
} // namespace detail

namespace expr {
struct add : detail::arithmetic<add, sql_binding::additive> {
    static constexpr std::string_view name = "+";
    template <class To> static constexpr bool overflows(auto a, auto b, To& sum) {
        return __builtin_add_overflow(a, b, &sum);
    }
    static constexpr auto plain(const auto& a, const auto& b) -> decltype(a + b) { return a + b; }
};

struct subtract : detail::arithmetic<subtract, sql_binding::additive> {
    static constexpr std::string_view name = "-";
    template <class To> static constexpr bool overflows(auto a, auto b, To& difference) {
        return __builtin_sub_overflow(a, b, &difference);
    }
    static constexpr auto plain(const auto& a, const auto& b) -> decltype(a - b) { return a - b; }
};

struct multiply : detail::arithmetic<multiply, sql_binding::multiplicative> {
    static constexpr std::string_view name = "*";
    template <class To> static constexpr bool overflows(auto a, auto b, To& product) {
        return __builtin_mul_overflow(a, b, &product);
    }
    static constexpr auto plain(const auto& a, const auto& b) -> decltype(a * b) { return a * b; }
};

/// Integers: towards zero.  A zero divisor is a `domain_error`, in floating point too, unless the dividend is
/// NaN.
struct divide : detail::arithmetic<divide, sql_binding::multiplicative> {
    static constexpr std::string_view name = "/";
    template <class To> static constexpr bool overflows(auto a, auto b, To& quotient) {
        detail::check_divisor(name, b);
        return detail::overflows(std::cmp_less(a, 0) != std::cmp_less(b, 0),
                                 detail::magnitude(a) / detail::magnitude(b), quotient);
    }
    template <class A, class B> static constexpr auto plain(const A& a, const B& b) -> decltype(a / b) {
        if constexpr (std::floating_point<A>) {
            if (a == a) { detail::check_divisor(name, b); }
        }
        return a / b;
    }
};

/// Integers only; has the sign of the dividend.
struct remainder : detail::arithmetic<remainder, sql_binding::multiplicative> {
    static constexpr std::string_view name = "%";
    static constexpr std::string_view takes = "two integers, or two values of types that have it";
    template <class A, class B>
    static constexpr bool accepts = (detail::integer<A> && detail::integer<B>) ||
                                    (detail::has_own_rules<A, B> && arithmetic::accepts<A, B>);
    template <class To> static constexpr bool overflows(auto a, auto b, To& rest) {
        detail::check_divisor(name, b);
        return detail::overflows(std::cmp_less(a, 0), detail::magnitude(a) % detail::magnitude(b), rest);
    }
    static constexpr auto plain(const auto& a, const auto& b) -> decltype(a % b) { return a % b; }
};

struct negate {
    static constexpr std::string_view name = "-";
    static constexpr std::string_view takes = "a number, or a value of a type that has it";
    static constexpr auto evaluates = evaluation::strict;
    template <class A>
    static constexpr bool accepts =
        detail::number<A> || (detail::has_own_rules<A, A> && requires(const A& a) { -a; });

    template <class A> constexpr auto operator()(const A& a) const {
        if constexpr (detail::integer<A>) {
            return detail::integer_result<subtract>(A{0}, a);
        } else {
            return -a;
        }
    }

    static sql_text print(const sql_text& operand) { return {"-" + operand.atom(), sql_binding::unary}; }
};
} // namespace expr

/// Sum, difference, product, quotient.  A missing operand makes the result missing.  The result has the
/// common type of the operands; an integer result is exact or an `overflow_error` (also where signs are
/// mixed, as in `-1 + 1u`, which is `0u`).  Operands that are neither numbers nor text follow the operator of
/// their own types.
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator+(L&& left, R&& right) {
    return detail::make_call<expr::add>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator-(L&& left, R&& right) {
    return detail::make_call<expr::subtract>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator*(L&& left, R&& right) {
    return detail::make_call<expr::multiply>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator/(L&& left, R&& right) {
    return detail::make_call<expr::divide>(std::forward<L>(left), std::forward<R>(right));
}

/// Remainder of a division of integers.
template <class L, class R>
    requires detail::operands<L, R>
constexpr auto operator%(L&& left, R&& right) {
    return detail::make_call<expr::remainder>(std::forward<L>(left), std::forward<R>(right));
}

/// The negative; of an unsigned integer other than zero, an `overflow_error`.
template <expression E> constexpr auto operator-(E&& operand) {
    return detail::make_call<expr::negate>(std::forward<E>(operand));
}

} // namespace dbsp
