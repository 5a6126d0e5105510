/// Rows whose columns may be missing: the other side of an outer join.
#pragma once

#include <dbsp/row/detail/nullable.hpp>
#include <dbsp/row/detail/pick.hpp>

#include <cstddef>
#include <utility>

namespace dbsp {

namespace detail {
template <class T> using nullable_t = std::optional<plain_t<T>>;

template <named_row R, std::size_t... I> auto nullable_row(std::index_sequence<I...>) {
    return record<field<field_at<R, I>::name, nullable_t<typename field_at<R, I>::type>>...>{};
}
} // namespace detail

/// The record with the columns of `R`, each as a `std::optional`.
template <named_row R> using nullable_row_t = decltype(detail::nullable_row<R>(detail::all_indices<R>{}));

/// `r` with every column present (one that is missing already stays so).
template <named_row R> constexpr nullable_row_t<R> as_nullable(const R& r) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return nullable_row_t<R>(detail::get_at<I>(r)...);
    }(detail::all_indices<R>{});
}

/// The row without any column present.
template <named_row R> constexpr nullable_row_t<R> null_row() { return {}; }

} // namespace dbsp
