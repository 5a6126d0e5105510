/// A row without some of its columns.
#pragma once

#include <dbsp/row/detail/pick.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace dbsp {

namespace detail {
template <fixed_string... Names>
inline constexpr std::array<std::string_view, sizeof...(Names)> name_list = {Names.view()...};

template <named_row R, std::array Dropped> consteval auto kept_indices() {
    std::array<std::size_t, field_count_v<R> - Dropped.size()> kept{};
    std::size_t next = 0;
    for (std::size_t index = 0; index < field_count_v<R>; ++index) {
        if (!std::ranges::contains(Dropped, index)) { kept[next++] = index; }
    }
    return kept;
}

template <std::array Kept, named_row R, std::size_t... I>
constexpr auto keep(R&& row, std::index_sequence<I...>) {
    return pick<record<field_at<R, Kept[I]>...>>(std::forward<R>(row), std::index_sequence<Kept[I]...>{});
}
} // namespace detail

/// A record of the columns that are not named.  Naming one twice, or one that does not exist, is a
/// compile-time error.  Law: `drop` of the names of `b` undoes `concat(a, b)`.
template <fixed_string... Names, named_row R> constexpr auto drop(R&& row) {
    constexpr bool distinct = detail::first_duplicate(detail::name_list<Names...>).data() == nullptr;
    static_assert(distinct, "drop: a column is named twice");
    constexpr std::array<std::size_t, sizeof...(Names)> dropped = {detail::required_index<R, Names>()...};
    if constexpr (distinct && (has_field_v<R, Names> && ...)) {
        constexpr auto kept = detail::kept_indices<R, dropped>();
        return detail::keep<kept>(std::forward<R>(row), std::make_index_sequence<kept.size()>{});
    }
}

} // namespace dbsp
