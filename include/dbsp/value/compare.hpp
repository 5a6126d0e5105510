/// `compare(a, b)`: a total order of values that agrees with `equal`.
#pragma once

#include <dbsp/value/equal.hpp>

#include <compare>

namespace dbsp {

/// A total order: `compare(a, b) == 0` exactly when `equal(a, b)`.  Numbers by size with NaN above all (as PostgreSQL
/// has it), optionals with the empty one last (NULLS LAST), products, variants and ranges lexicographically, anything
/// else by its own `<`.
template <class T> constexpr std::strong_ordering compare(const T& a, const T& b);

namespace detail {
template <class T> constexpr std::strong_ordering compare_floats(T a, T b) {
    if (a != a || b != b) { return (a != a) <=> (b != b); }
    return a < b   ? std::strong_ordering::less
           : b < a ? std::strong_ordering::greater
                   : std::strong_ordering::equal;
}

template <class T> constexpr std::strong_ordering compare_ranges(const T& a, const T& b) {
    auto [x, y] = std::pair(std::ranges::begin(a), std::ranges::begin(b));
    for (; x != std::ranges::end(a) && y != std::ranges::end(b); ++x, ++y) {
        if (auto order = compare(*x, *y); order != 0) { return order; }
    }
    return (x != std::ranges::end(a)) <=> (y != std::ranges::end(b));
}

template <class T> constexpr std::strong_ordering compare_members(const T& a, const T& b) {
    auto order = std::strong_ordering::equal;
    any_member(a, b, [&](const auto& x, const auto& y) { return (order = compare(x, y)) != 0; });
    return order;
}

template <class T> constexpr std::strong_ordering compare_variants(const T& a, const T& b) {
    if (a.index() != b.index()) { return a.index() <=> b.index(); }
    auto const order = []<class A, class B>(const A& x, const B& y) {
        if constexpr (std::same_as<A, B>) {
            return compare(x, y);
        } else {
            return std::strong_ordering::equal;
        }
    };
    return std::visit(order, a, b);
}
} // namespace detail

template <class T> constexpr std::strong_ordering compare(const T& a, const T& b) {
    if constexpr (std::floating_point<T>) {
        return detail::compare_floats(a, b);
    } else if constexpr (detail::optional_like<T>) {
        if (!a || !b) { return b.has_value() <=> a.has_value(); }
        return compare(*a, *b);
    } else if constexpr (detail::product_type<T>) {
        return detail::compare_members(a, b);
    } else if constexpr (detail::is_variant<T>) {
        return detail::compare_variants(a, b);
    } else if constexpr (detail::c_text<T>) {
        return std::string_view(a) <=> std::string_view(b);
    } else if constexpr (detail::unordered_range<T>) {
        static_assert(!detail::unordered_range<T>, "compare: a Z-set or hash table has no order");
    } else if constexpr (detail::nested_range<T>) {
        return detail::compare_ranges(a, b);
    } else {
        return a < b   ? std::strong_ordering::less
               : b < a ? std::strong_ordering::greater
                       : std::strong_ordering::equal;
    }
}

/// Values that `compare` can put in order.
template <class T>
concept ordered_value = requires(const T& a) {
    { compare(a, a) };
};

/// `compare(a, b) < 0` as a function object.
struct value_less {
    template <class T> constexpr bool operator()(const T& a, const T& b) const { return compare(a, b) < 0; }
};

} // namespace dbsp
