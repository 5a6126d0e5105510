/// What a stream table reads: noted in the catalog, and captured where its changes are to be taken in.
#pragma once

#include "catalog/store.hpp"
#include "definition/recipe.hpp"
#include "pg/query/analysis.hpp"

#include <cstdint>
#include <vector>

namespace pgt::ext {

/// Notes the relations of the query and captures the changes of the recipe's sources from now on; those that the table
/// read before and does no more are let go. Waits for transactions that are writing to a source that is not captured yet.
void attach_sources(const stream_table& table, const pg::analysed_query& query, const recipe& how);

/// Ends the capture of sources that no stream table but this one, which is going, needs.
void release_sources(const stream_table& table);

/// The columns of a source whose changes are captured now; empty if none are.
[[nodiscard]] std::vector<pg::column_number> captured_columns(pg::oid source);

/// Has the next refresh of those who take in changes of `source` set them up anew, because changes may have been missed; not
/// of `but_not`.
void mark_readers(pg::oid source, std::int64_t but_not = 0);

/// Whether some source has no key: its rows can only be told apart by all of their columns.
[[nodiscard]] bool has_keyless_source(const recipe& how);

} // namespace pgt::ext
