/// By what the rows of a partition of window functions are found: its column, or a hash of its columns.
#pragma once

#include <pgt/expr/expression.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/sql/text.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

/// Whether a column can be indexed as it is: a whole number that is never NULL.
[[nodiscard]] bool is_own_hash(const column_type& column);

/// The hash of columns of PARTITION BY.  Of very many, it is one of the first ones; all of them have to be compared anyway.
[[nodiscard]] sql::text partition_hash(std::vector<sql::text> columns);
/// The same as an expression over rows with these columns.
[[nodiscard]] expression hash_of_partition(const std::vector<std::size_t>& columns);

/// Throws `user_error` 0A000 if a table can have no column for a column of PARTITION BY.
void require_stored_partition(const column_type& column);

} // namespace pgt::lower
