/// Numbers of different types together, without wrapping and without surprises of sign.
#pragma once

#include <dbsp/detail/type_name.hpp>
#include <dbsp/error.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace dbsp::detail {

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// An integer as mathematics has it: neither a truth value nor a character.
template <class T> concept integer = std::integral<T> && !std::same_as<T, bool> && !character<T>;

template <class T> concept number = integer<T> || std::floating_point<T>;

/// The type of a result of both.
template <number A, number B> using common_number = std::common_type_t<A, B>;

template <integer T> [[noreturn]] void throw_out_of_range(const std::string& what) {
    throw overflow_error("integer overflow: " + what + " does not fit " + std::string(type_name<T>()));
}

/// `x` in a floating-point type that may be narrower.
template <std::floating_point To, number From> constexpr To to_number(From x) {
    if constexpr (std::floating_point<From> &&
                  std::numeric_limits<From>::max() > std::numeric_limits<To>::max()) {
        constexpr auto limit = static_cast<From>(std::numeric_limits<To>::max());
        bool const infinite = x - x != 0; // or NaN
        if (!infinite && (x > limit || x < -limit)) {
            throw overflow_error("floating-point overflow: a value does not fit " +
                                 std::string(type_name<To>()));
        }
    }
    return static_cast<To>(x);
}

template <integer To, integer From> constexpr To to_number(From x) {
    if (!std::in_range<To>(x)) { throw_out_of_range<To>(std::to_string(x)); }
    return static_cast<To>(x);
}

/// Whether `x` without its fraction fits `To`; false for NaN.
template <integer To, std::floating_point From> constexpr bool truncates_into(From x) {
    constexpr From low = static_cast<From>(std::numeric_limits<To>::min());
    constexpr To half = std::numeric_limits<To>::max() / 2 + 1;
    constexpr From high = static_cast<From>(half) * 2; // exact, which the maximum itself may not be
    return (x >= low || x > low - 1) && x < high;
}

/// To the nearest integer, halves to the even one.
template <integer To, std::floating_point From> constexpr To to_number(From x) {
    if (!truncates_into<To>(x)) { throw_out_of_range<To>(std::to_string(x)); }
    auto nearest = static_cast<To>(x);
    From const rest = x - static_cast<From>(nearest);
    bool const odd = nearest % 2 != 0;
    int const step = rest > 0.5 || (rest == 0.5 && odd) ? 1 : rest < -0.5 || (rest == -0.5 && odd) ? -1 : 0;
    if (__builtin_add_overflow(nearest, step, &nearest)) { throw_out_of_range<To>(std::to_string(x)); }
    return nearest;
}

/// Equality by value; NaN equals NaN.
template <number A, number B> constexpr bool numbers_equal(A a, B b) {
    if constexpr (integer<A> && integer<B>) {
        return std::cmp_equal(a, b);
    } else {
        auto const [x, y] = std::pair<common_number<A, B>, common_number<A, B>>(a, b);
        return x == y || (x != x && y != y);
    }
}

/// Order by value; NaN is above every other number.
template <number A, number B> constexpr bool number_less(A a, B b) {
    if constexpr (integer<A> && integer<B>) {
        return std::cmp_less(a, b);
    } else {
        auto const [x, y] = std::pair<common_number<A, B>, common_number<A, B>>(a, b);
        return x < y || (x == x && y != y);
    }
}

} // namespace dbsp::detail
