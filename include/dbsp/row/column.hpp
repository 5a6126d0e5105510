/// `col<"amount">`: a column of whatever row the expression is given.
#pragma once

#include <dbsp/row/expression.hpp>
#include <dbsp/row/get.hpp>

namespace dbsp {

/// A leaf that reads the column `Name`.
template <fixed_string Name> struct column {
    static constexpr auto name = Name;

    /// The value of the column; a row type without it is a compile-time error.
    template <named_row R> constexpr auto operator()(const R& row) const { return detail::own(*this, row); }

    /// The same by reference into the row.
    template <named_row R> constexpr decltype(auto) evaluate(const R& row) const { return get<Name>(row); }
};

template <fixed_string Name> inline constexpr bool enable_expression<column<Name>> = true;

/// The column called `Name`, as an expression.
template <fixed_string Name> inline constexpr column<Name> col{};

static_assert(expression<column<"id">> && !expression<record<>>);

} // namespace dbsp
