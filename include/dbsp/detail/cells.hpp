/// The storage of a record: one base class a column, found by position.
#pragma once

#include <cstddef>
#include <utility>

namespace dbsp::detail {

template <std::size_t Index, class T> struct cell {
    T value{};

    friend constexpr bool operator==(const cell&, const cell&) = default;
    friend constexpr auto operator<=>(const cell&, const cell&) = default;
};

template <class Indices, class... T> struct cells;

template <std::size_t... I, class... T> struct cells<std::index_sequence<I...>, T...> : cell<I, T>... {
    constexpr cells() = default;
    constexpr explicit cells(std::in_place_t, T&&... values)
        requires(sizeof...(T) > 0)
        : cell<I, T>{std::move(values)}... {}

    friend constexpr bool operator==(const cells&, const cells&) = default;
    friend constexpr auto operator<=>(const cells&, const cells&) = default;
};

template <std::size_t Index, class T> constexpr T& cell_at(cell<Index, T>& c) { return c.value; }
template <std::size_t Index, class T> constexpr const T& cell_at(const cell<Index, T>& c) { return c.value; }
template <std::size_t Index, class T> constexpr T&& cell_at(cell<Index, T>&& c) { return std::move(c.value); }

/// The accessor that Hana is given.  It moves out of its own cell only, so that others may be read after it.
template <std::size_t Index> struct cell_getter {
    template <class Row> constexpr decltype(auto) operator()(Row&& row) const {
        return cell_at<Index>(std::forward<Row>(row));
    }
};

} // namespace dbsp::detail
