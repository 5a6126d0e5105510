/// The names that generated SQL and the extension share.
#pragma once

#include <pgt/sql/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace pgt::lower {

/// The name of the column by which a row is found: a hash of its key, or of all of it where it has none; a key that is one whole
/// number is its own hash.
inline constexpr const char* row_id_column = "__pgt_row_id";

} // namespace pgt::lower

namespace pgt::lower::protocol {

/// How the columns and relations of pg_trickle itself begin; queries see none of them.
inline constexpr std::string_view own_prefix = "__pgt_";
[[nodiscard]] constexpr bool is_own_name(std::string_view name) { return name.starts_with(own_prefix); }

/// In deltas of sources and in change buffers: how many times the row was inserted (positive) or deleted (negative).
inline constexpr const char* weight_column = "__pgt_weight";
/// Rows of a stream table are locked by the class of their row id, which is its last bits: so many classes.
inline constexpr int row_classes = 128;
/// The tuplestore with the delta of source `index` of a query.
[[nodiscard]] sql::text delta_name(std::size_t index);
/// The column of deltas and change buffers that holds the column of a source with this attribute number.
[[nodiscard]] sql::text delta_column(int attribute);

/// The moment that a refresh computes the result of a query for, and the one that it was computed for last.
[[nodiscard]] sql::text moment_of_refresh();
[[nodiscard]] sql::text moment_before();

/// Hidden columns: column `number` of GROUP BY or PARTITION BY, state `number` of a group, column `number` of a recursion, counted
/// from 1; the hash of a partition.
[[nodiscard]] std::string key_column(std::size_t number);
[[nodiscard]] std::string state_column(std::size_t number);
[[nodiscard]] std::string iterate_column(std::size_t number);
inline constexpr const char* partition_column = "__pgt_partition";

} // namespace pgt::lower::protocol
