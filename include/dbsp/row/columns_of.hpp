/// `columns_of<Expr>`: which columns an expression reads.
#pragma once

#include <dbsp/row/call.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace dbsp {

namespace detail {
/// A growing list of distinct names, large enough for `Capacity` of them.
template <std::size_t Capacity> struct name_set {
    std::array<std::string_view, Capacity> names{};
    std::size_t size = 0;

    constexpr void insert(std::string_view name) {
        for (std::size_t i = 0; i < size; ++i) {
            if (names[i] == name) { return; }
        }
        names[size++] = name;
    }
};

/// How often a type mentions a column, and a walk over all mentions; specialised for everything made of
/// expressions.
template <class T> struct mentions {
    static constexpr std::size_t count = 0;
    static constexpr void insert_into(auto&) {}
};
template <fixed_string Name> struct mentions<column<Name>> {
    static constexpr std::size_t count = 1;
    static constexpr void insert_into(auto& set) { set.insert(column<Name>::name); }
};
template <class... T> struct mentions_in_all {
    static constexpr std::size_t count = (mentions<T>::count + ... + 0);
    static constexpr void insert_into(auto& set) { (mentions<T>::insert_into(set), ...); }
};
template <class Op, class... Operands>
struct mentions<call<Op, Operands...>> : mentions_in_all<Operands...> {};

template <class T>
inline constexpr auto mentioned = [] {
    name_set<mentions<T>::count> set;
    mentions<T>::insert_into(set);
    return set;
}();
} // namespace detail

/// The names of the columns that `E` reads, each once, in the order in which they first appear: a
/// `std::array` of `std::string_view`.  `E` is an expression, a named one, a selection or a key; or a
/// reference to one.
template <class E>
inline constexpr auto columns_of = [] {
    constexpr const auto& set = detail::mentioned<std::remove_cvref_t<E>>;
    std::array<std::string_view, set.size> names{};
    for (std::size_t i = 0; i < set.size; ++i) { names[i] = set.names[i]; }
    return names;
}();

} // namespace dbsp
