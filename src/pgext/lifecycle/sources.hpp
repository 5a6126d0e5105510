/// What a stream table reads: noted in the catalog, and captured as far as it needs that.
#pragma once

#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "definition/recipe.hpp"
#include "pg/query/analysis.hpp"

#include <cstdint>

namespace pgt::ext {

/// Notes the relations of the query, and has changes of them captured or marked from now on as the recipe needs it; capture that
/// was made for the table alone and is no longer needed ends. Waits for transactions that are writing to a source whose triggers
/// have to be created.
void attach_sources(const stream_table& table, const pg::analysed_query& query, const recipe& how);

/// Waits until no transaction writes to the tables that a stream table reads or is going to read, or to those from which they follow in the
/// same transaction, and keeps writers out for the rest of the transaction. Called before the stream table is locked.
void keep_writers_out(const stream_table& table, const std::vector<pg::read_relation>& also = {});

/// Ends the capture of sources that no stream table needs but this one, which is being dropped.
void release_sources(const stream_table& table);

/// Has the stream tables re-initialised that need changes of `source`, or rows, because some may have been missed; all but `but_not`.
void mark_readers(pg::oid source, source_need need, std::int64_t but_not = 0);
/// The same for all that the source is captured for.
void mark_readers(const source& of);

/// Whether some source has no key: its rows can only be told apart by all of their columns.
[[nodiscard]] bool has_keyless_source(const recipe& how);

} // namespace pgt::ext
