/// The pieces that the statements share which change a stream table: names, lists, and the MERGE that most are.
#pragma once

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/store/storage.hpp>

namespace pgt::lower::apply {

/// The rows with a NULL of its type for each column of a stored row that is not read.
[[nodiscard]] block with_all_columns(block rows, const storage& st);

/// `n.c1, n.c2, ...`: the columns of a source of rows as stored.
[[nodiscard]] std::vector<sql::text> new_columns(const storage& st);

/// `s` and `n` are rows with the same key.
[[nodiscard]] sql::text same_key(const storage& st, const std::vector<sql::text>& n);

/// Some column of `s` differs from what `n` says.
[[nodiscard]] sql::text some_difference(const storage& st, const std::vector<sql::text>& n);

[[nodiscard]] sql::text update_all(const storage& st, const std::vector<sql::text>& n);

[[nodiscard]] sql::text stored_names(const storage& st);
[[nodiscard]] sql::text insert_all(const storage& st, const std::vector<sql::text>& n);

/// An error in the place of a row id: the table and its changes don't agree.
[[nodiscard]] sql::text inconsistent(std::string_view what);
[[nodiscard]] sql::text update_inconsistent(std::string_view what);
[[nodiscard]] sql::text insert_inconsistent(std::string_view what);

/// `WITH parts` before a statement.
[[nodiscard]] sql::text with_clause(const std::vector<sql::text>& parts);

/// The column of a delta for column `i` of a stored relation: its attribute number is that after the row id.
[[nodiscard]] sql::text delta_column(std::size_t i);

/// A MERGE of `n` by key.
[[nodiscard]] sql::text merge(const std::vector<sql::text>& parts, const storage& st, const sql::text& n,
                              const sql::text& on, const std::vector<sql::text>& actions);

} // namespace pgt::lower::apply
