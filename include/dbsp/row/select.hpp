/// `select(col<"id">, as<"double">(col<"amount"> * 2))`: a row of chosen and computed columns.
#pragma once

#include <dbsp/row/detail/items.hpp>

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace dbsp {

/// A function from a row to the record of the values of `Items`, each a column or a `named` expression.
template <class... Items> struct selection {
    std::tuple<Items...> items;

    /// A record whose fields have the names of the items; a name that occurs twice is a compile-time error.
    template <named_row R> constexpr auto operator()(const R& row) const {
        return detail::evaluate_items(items, row);
    }
};

/// The selection of these items, in this order.  An expression without a name is a compile-time error.
template <class... Items> constexpr auto select(Items&&... items) {
    constexpr bool all_named = (detail::has_name<Items> && ...);
    detail::require<all_named, detail::nameless_item<"select">>();
    if constexpr (all_named) {
        return selection<std::remove_cvref_t<Items>...>{{std::forward<Items>(items)...}};
    }
}

/// The list after SELECT: `"id", "amount" * 2 AS "double"`.
template <class... Items> std::string print(const selection<Items...>& chosen) {
    return std::apply([](const auto&... item) { return detail::join_texts(", ", print(item)...); },
                      chosen.items);
}

namespace detail {
template <class... Items> struct mentions<selection<Items...>> : mentions_in_all<Items...> {};
} // namespace detail

} // namespace dbsp
