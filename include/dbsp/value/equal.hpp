/// `equal(a, b)`: when two values are the same row of a Z-set.
#pragma once

#include <dbsp/detail/members.hpp>
#include <dbsp/detail/require.hpp>
#include <dbsp/detail/type_name.hpp>

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
/// `-0.0` are equal, as are two empty optionals.  C strings are equal if their texts are; ranges without an order, such
/// as Z-sets and hash tables, by their own `==`.
template <class T> constexpr bool equal(const T& a, const T& b);

namespace detail {
template <class T>
concept optional_like =
    requires(const T& x) { requires std::same_as<T, std::optional<typename T::value_type>>; };
template <class T> inline constexpr bool is_variant = false;
template <class... T> inline constexpr bool is_variant<std::variant<T...>> = true;

/// Text that ends with a zero; `==` would compare where it is kept.
template <class T>
concept c_text = std::is_pointer_v<std::decay_t<T>> &&
                 std::same_as<std::remove_cv_t<std::remove_pointer_t<std::decay_t<T>>>, char>;

/// A range whose order means nothing: a hash table, or a Z-set and its like.
template <class T>
concept unordered_range = std::ranges::forward_range<const T> &&
                          (requires { typename T::hasher; } || requires { typename T::group_tag; });

/// A range whose elements need a closer look than `==`: anything but strings and the like.
template <class T>
concept nested_range =
    std::ranges::forward_range<const T> && !product_type<T> &&
    !std::convertible_to<const T&, std::string_view> && !std::same_as<std::ranges::range_value_t<const T>, T>;

template <class T> struct no_equality {
    static constexpr std::string text() {
        return "equal: type '" + text_of(type_name<T>()) +
               "' has no ==; rows, and all that they consist of, need one";
    }
};

template <class T> constexpr bool equal_ranges(const T& a, const T& b) {
    auto [x, y] = std::pair(std::ranges::begin(a), std::ranges::begin(b));
    for (; x != std::ranges::end(a) && y != std::ranges::end(b); ++x, ++y) {
        if (!equal(*x, *y)) { return false; }
    }
    return x == std::ranges::end(a) && y == std::ranges::end(b);
}

template <class T> constexpr bool equal_variants(const T& a, const T& b) {
    if (a.index() != b.index()) { return false; }
    auto const same = []<class A, class B>(const A& x, const B& y) {
        if constexpr (std::same_as<A, B>) {
            return equal(x, y);
        } else {
            return false;
        }
    };
    return std::visit(same, a, b);
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
    } else if constexpr (detail::c_text<T>) {
        return std::string_view(a) == std::string_view(b);
    } else if constexpr (detail::unordered_range<T>) {
        return a == b;
    } else if constexpr (detail::nested_range<T>) {
        return detail::equal_ranges(a, b);
    } else {
        detail::require<std::equality_comparable<T>, detail::no_equality<T>>();
        if constexpr (std::equality_comparable<T>) { return a == b; }
    }
}

/// `equal` as a function object.
struct value_equal {
    template <class T> constexpr bool operator()(const T& a, const T& b) const { return equal(a, b); }
};

} // namespace dbsp
