/// Any row as a record.
#pragma once

#include <dbsp/row/detail/pick.hpp>

#include <cstddef>
#include <utility>

namespace dbsp {

namespace detail {
template <named_row R, std::size_t... I>
auto record_type(std::index_sequence<I...>) -> record<field_at<R, I>...>;
} // namespace detail

/// The record with the names and types of the columns of `R`; a record is its own.
template <named_row R> using to_record_t = decltype(detail::record_type<R>(detail::all_indices<R>{}));

/// The same columns in a `record`.  Law: `to_record(to_record(r)) == to_record(r)`.
template <named_row R> constexpr to_record_t<R> to_record(R&& row) {
    return detail::pick<to_record_t<R>>(std::forward<R>(row), detail::all_indices<R>{});
}

} // namespace dbsp
