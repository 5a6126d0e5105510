/// What `select` and `key` have in common: a list of expressions with names, and the record of their values.
#pragma once

#include <dbsp/row/as.hpp>
#include <dbsp/row/record.hpp>

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace dbsp::detail {

/// The name and the expression of an item; nothing for one without a name.
template <class Item> struct item_traits {
    static constexpr bool has_name = false;
};
template <fixed_string Name> struct item_traits<column<Name>> {
    static constexpr bool has_name = true;
    static constexpr auto name = Name;
    static constexpr column<Name> expression(column<Name> item) { return item; }
};
template <fixed_string Name, class E> struct item_traits<named<Name, E>> {
    static constexpr bool has_name = true;
    static constexpr auto name = Name;
    static constexpr const E& expression(const named<Name, E>& item) { return item.expression; }
};

template <class Item> inline constexpr bool has_name = item_traits<std::remove_cvref_t<Item>>::has_name;

template <fixed_string Verb> struct nameless_item {
    static constexpr std::string text() {
        return text_of(Verb) +
               ": a computed expression has no name; give it one, as in as<\"name\">(expression)";
    }
};

template <class Item> constexpr decltype(auto) expression_of(const Item& item) {
    return item_traits<Item>::expression(item);
}

template <class Item, class R>
using item_value =
    owned_t<evaluated_t<std::remove_cvref_t<decltype(expression_of(std::declval<const Item&>()))>, R>>;

/// The record of the values of the items.
template <class... Items, named_row R>
constexpr auto evaluate_items(const std::tuple<Items...>& items, const R& row) {
    if constexpr ((!std::is_void_v<item_value<Items, R>> && ...)) {
        return std::apply(
            [&]([[maybe_unused]] const auto&... item) {
                return record<field<item_traits<Items>::name, item_value<Items, R>>...>(
                    expression_of(item)(row)...);
            },
            items);
    }
}

} // namespace dbsp::detail
