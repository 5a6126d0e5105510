/// `key(col<"a">, col<"b">)`: the part of a row by which it is grouped or joined.
#pragma once

#include <dbsp/row/detail/items.hpp>

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace dbsp {

/// A function from a row to the record of the values of `Items`, each a column or a `named` expression.  Two
/// keys match if they give records of one type: `key(as<"id">(col<"customer_id">))` against `key(col<"id">)`.
template <class... Items> struct key_columns {
    std::tuple<Items...> items;

    /// The key of a row.  Law: equal rows have equal keys.
    template <named_row R> constexpr auto operator()(const R& row) const {
        return detail::evaluate_items(items, row);
    }

    /// Whether a key can match another one in a join: SQL's equality is never true of a missing value.
    template <named_row K> [[nodiscard]] static constexpr bool matches(const K& key) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (detail::is_present(detail::get_at<I>(key)) && ...);
        }(std::make_index_sequence<sizeof...(Items)>{});
    }
};

/// The key of these items, in this order; without any, all rows have one key.  An expression without a name
/// is a compile-time error.
template <class... Items> constexpr auto key(Items&&... items) {
    constexpr bool all_named = (detail::has_name<Items> && ...);
    detail::require<all_named, detail::nameless_item<"key">>();
    if constexpr (all_named) {
        return key_columns<std::remove_cvref_t<Items>...>{{std::forward<Items>(items)...}};
    }
}

/// The list after GROUP BY: the expressions, without their names.
template <class... Items> std::string print(const key_columns<Items...>& key) {
    return std::apply(
        [](const auto&... item) { return detail::join_texts(", ", print(detail::expression_of(item))...); },
        key.items);
}

namespace detail {
template <class... Items> struct mentions<key_columns<Items...>> : mentions_in_all<Items...> {};
} // namespace detail

} // namespace dbsp
