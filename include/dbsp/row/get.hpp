/// `get<"amount">(row)`: a column of a row by name.
#pragma once

#include <dbsp/row/fields.hpp>

#include <utility>

namespace dbsp {

/// The column called `Name`, by reference: `const` if the row is, an rvalue if the row is one.  A name that
/// the row does not have is a compile-time error that lists the columns it does have.
template <fixed_string Name, named_row R> constexpr decltype(auto) get(R&& row) {
    constexpr std::size_t index = detail::required_index<R, Name>();
    if constexpr (index < field_count_v<R>) { return detail::get_at<index>(std::forward<R>(row)); }
}

} // namespace dbsp
