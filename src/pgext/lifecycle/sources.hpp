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

/// Ends the capture of sources that no stream table needs but this one, which is being dropped.
void release_sources(const stream_table& table);

/// Has the stream tables that apply changes of `source` re-initialised by their next refresh, because changes may have been missed;
/// all but `but_not`.
void mark_readers(pg::oid source, std::int64_t but_not = 0);

/// Whether some source has no key: its rows can only be told apart by all of their columns.
[[nodiscard]] bool has_keyless_source(const recipe& how);

} // namespace pgt::ext
