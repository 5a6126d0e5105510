/// A row with one column under another name.
#pragma once

#include <dbsp/row/detail/pick.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace dbsp {

namespace detail {
template <class Field, bool Here, fixed_string To>
using renamed_field = field<std::conditional_t<Here, field<To, int>, Field>::name, typename Field::type>;

template <named_row R, std::size_t From, fixed_string To, std::size_t... I>
auto renamed(std::index_sequence<I...>) -> record<renamed_field<field_at<R, I>, I == From, To>...>;
} // namespace detail

/// A record of the same values in which the column `From` is called `To`.  It is a compile-time error if
/// there is no column `From`, or already another one called `To`.  Law: `rename<B, A>(rename<A, B>(r)) ==
/// to_record(r)`.
template <fixed_string From, fixed_string To, named_row R> constexpr auto rename(R&& row) {
    constexpr std::size_t index = detail::required_index<R, From>();
    using result = decltype(detail::renamed<R, index, To>(detail::all_indices<R>{}));
    return detail::pick<result>(std::forward<R>(row), detail::all_indices<R>{});
}

} // namespace dbsp
