/// The stored rows next to a place in an order: conditions that an index on the columns of the order finds them by.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/sql/text.hpp>

#include <cstdint>
#include <vector>

namespace pgt::lower::apply {

/// A column of the order: of a stored row, and of the place.
struct ordered_value {
    sql::text stored;
    sql::text place;
    column_type type;
};

enum class direction : std::uint8_t { down, up };

/// The rows that come after the place in ascending order (`up`) or before it (`down`), NULLs being greater than all values: each entry is a list of
/// conditions for some of them, which an index scan serves, and no row satisfies two of them.
[[nodiscard]] std::vector<std::vector<sql::text>> rows_beyond(const std::vector<ordered_value>& order,
                                                              direction way);

/// The rows that have the values of the place, NULLs being equal, as above.
[[nodiscard]] std::vector<std::vector<sql::text>> rows_at(const std::vector<ordered_value>& order);

/// Whether one of the conditions above is that a value, of a stored row or of the place, is NULL.
[[nodiscard]] bool asks_for_null(const std::vector<sql::text>& conditions, const sql::text& value);

} // namespace pgt::lower::apply
