/// `equal(a, b)`: when two values are the same row of a Z-set.
#pragma once

#include <dbsp/detail/members.hpp>

#include <concepts>
#include <optional>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace dbsp {

/// Equality of values: `==`, member by member in tuples, Hana structs, optionals, variants and ranges, except that NaN
/// equals NaN, so that it is an equivalence (a row that is not equal to itself could never be deleted).  `0.0` and
/// `-0.0` are equal, as are two empty optionals.
template <class T> constexpr bool equal(const T& a, const T& b);

namespace detail {
template <class T>
concept optional_like =
    requires(const T& x) { requires std::same_as<T, std::optional<typename T::value_type>>; };
template <class T> inline constexpr bool is_variant = false;
template <class... T> inline constexpr bool is_variant<std::variant<T...>> = true;

/// A range whose elements need a closer look than `==`: anything but strings and the like.
template <class T>
concept nested_range =
    std::ranges::forward_range<const T> && !product_type<T> &&
    !std::convertible_to<const T&, std::string_view> && !std::same_as<std::ranges::range_value_t<const T>, T>;

template <class T> constexpr bool equal_ranges(const T& a, const T& b) {
    auto [x, y] = std::pair(std::ranges::begin(a), std::ranges::begin(b));
    for (; x != std::ranges::end(a) && y != std::ranges::end(b); ++x, ++y) {
        if (!equal(*x, *y)) { return false; }
    }
    return x == std::ranges::end(a) && y == std::ranges::end(b);
}

template <class T> constexpr bool equal_variants(const T& a, const T& b) {
    if (a.index() != b.index()) { return false; }
    return std::visit([&]<class A>(const A& x) { return equal(x, *std::get_if<A>(&b)); }, a);
}
} // namespace detail

template <class T> constexpr bool equal(const T& a, const T& b) {
    if constexpr (std::floating_point<T>) {
        return a == b || (a != a && b != b);
    } else if constexpr (detail::optional_like<T>) {
        return a.has_value() == b.has_value() && (!a || equal(*a, *b));
    } else if constexpr (detail::product_type<T>) {
        return !detail::any_member(a, b, [](const auto& x, const auto& y) { return !equal(x, y); });
    } else if constexpr (detail::is_variant<T>) {
        return detail::equal_variants(a, b);
    } else if constexpr (detail::nested_range<T>) {
        return detail::equal_ranges(a, b);
    } else {
        return a == b;
    }
}

/// `equal` as a function object.
struct value_equal {
    template <class T> constexpr bool operator()(const T& a, const T& b) const { return equal(a, b); }
};

} // namespace dbsp
