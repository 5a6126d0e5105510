/// Applying a change group by group: the touched groups are computed as they are now and put in the place of what is stored.
#pragma once

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/match.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/storage.hpp>

namespace pgt::lower::apply {

/// Rows with the hash of their key: rid, c1, c2, ...
sql::text with_row_id(const block& rows, const storage& st);

/// The same, for rows that are to be stored all at once: expressions that both the key and the row show are computed once a row.
[[nodiscard]] sql::text rows_to_fill(const relational& r, const block& rows, const storage& st);

/// Replaces the groups whose keys are among `touched` (its columns `key`) by `now`, the groups of these keys as stored.
[[nodiscard]] sql::text groups(relational& r, const block& touched, const std::vector<sql::text>& key,
                               const block& now, const storage& st);

/// Makes a table whose rows have keys equal to `all`.
[[nodiscard]] sql::text replace_keyed(relational& r, const block& all, const storage& st);

} // namespace pgt::lower::apply
