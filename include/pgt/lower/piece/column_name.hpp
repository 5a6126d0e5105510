/// The names of columns in subqueries.
#pragma once

#include <pgt/sql/text.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

/// The name of column `i` in subqueries.
[[nodiscard]] sql::text column_name(std::size_t i);

namespace detail {
/// c1, c2, ...
[[nodiscard]] std::vector<sql::text> plain_columns(std::size_t width);
} // namespace detail

} // namespace pgt::lower
