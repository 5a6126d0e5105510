/// What the server's catalogs say about the table of a stream table.
#pragma once

#include "pg/access/relation.hpp"
#include "pg/boundary/declarations.hpp"

#include <span>
#include <vector>

namespace pgt::pg {

/// Whether the trigger is there, enabled and as it was made, that refuses writes of anybody but the refresh.
[[nodiscard]] bool is_guarded(oid table);
/// Whether some trigger gets rows before they are stored.
[[nodiscard]] bool has_trigger_that_changes_rows(oid table);

[[nodiscard]] bool has_foreign_key(oid table);
/// The tables that foreign keys of a table refer to.
[[nodiscard]] std::vector<oid> referred_by_foreign_keys(oid table);

/// Notes that refreshes of the stream table whose query is kept as `definition` need an index of it. The note means nothing to the
/// server; it goes with the index.
void mark_as_needed(oid index, oid definition);
[[nodiscard]] bool is_marked_as_needed(oid index, oid definition);
/// An index on exactly these columns and all rows; none if there is none.
[[nodiscard]] oid plain_index_on(const relation& table, std::span<const column_number> columns);
/// None for what is no index.
[[nodiscard]] oid table_of_index(oid index);

} // namespace pgt::pg
