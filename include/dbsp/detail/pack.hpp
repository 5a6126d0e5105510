/// `pack<T...>`: some values side by side, as an aggregate.
#pragma once

#include <cstddef>
#include <utility>

namespace dbsp::detail {

template <std::size_t I, class T> struct pack_item {
    [[no_unique_address]] T value;
};

template <class Indices, class... T> struct pack_items;
template <std::size_t... I, class... T>
struct pack_items<std::index_sequence<I...>, T...> : pack_item<I, T>... {
    /// `f(value...)`, by reference.
    template <class F> constexpr decltype(auto) apply(F&& f) {
        return f(static_cast<pack_item<I, T>&>(*this).value...);
    }
    template <class F> constexpr decltype(auto) apply(F&& f) const {
        return f(static_cast<const pack_item<I, T>&>(*this).value...);
    }
};

/// What `std::tuple` is, without constructors, conversions and comparisons: compilers spend a third of the time that a circuit of
/// static types takes on asking which of those of `std::tuple` would do.
template <class... T> struct pack : pack_items<std::index_sequence_for<T...>, T...> {};

template <std::size_t I, class T> constexpr T& get(pack_item<I, T>& item) { return item.value; }
template <std::size_t I, class T> constexpr const T& get(const pack_item<I, T>& item) { return item.value; }

} // namespace dbsp::detail
