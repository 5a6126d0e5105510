/// Applying rows that have been computed again to those that are stored, by key.
#pragma once

#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/storage.hpp>

namespace pgt::lower::apply {

/// Puts the rows `now` in the place of `stored`, which are rows of the table `s` with all of its columns.  Both are joined by key, so that
/// only rows that differ are looked up in the table and written; no row is grouped.
[[nodiscard]] sql::text replaced_rows(relational& r, const block& now, const block& stored,
                                      const storage& st);

} // namespace pgt::lower::apply
