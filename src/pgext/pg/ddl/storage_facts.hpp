/// Facts from the server's catalogs about the table of a stream table.
#pragma once

#include "pg/access/relation.hpp"
#include "pg/boundary/declarations.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::pg {

/// Whether the trigger that refuses direct writes is present, enabled and unchanged.
[[nodiscard]] bool is_guarded(oid table);
/// Whether there is such a trigger, enabled or not.
[[nodiscard]] bool has_guard(oid table);
/// Whether some trigger gets rows before they are stored.
[[nodiscard]] bool has_trigger_that_changes_rows(oid table);
/// Whether users have row triggers on it.
[[nodiscard]] bool has_row_trigger(oid table);
/// Whether some trigger of a user waits for the end of the transaction.
[[nodiscard]] bool has_deferred_trigger(oid table);

[[nodiscard]] bool has_foreign_key(oid table);
/// The tables that foreign keys of a table refer to.
[[nodiscard]] std::vector<oid> referred_by_foreign_keys(oid table);

/// Records that refreshes of the stream table with this `definition` need an index of it. The record means nothing to the server, and is dropped with the index.
void mark_as_needed(oid index, oid definition);
[[nodiscard]] bool is_marked_as_needed(oid index, oid definition);
/// Takes back what `mark_as_needed` has recorded about indexes of a table; gives these.
[[nodiscard]] std::vector<oid> unmark_indexes(oid table, oid definition);
/// An index on exactly these columns and on all rows, if there is one.
[[nodiscard]] oid plain_index_on(const relation& table, std::span<const column_number> columns);
/// The tablespace that a table names; none: it is in the default one of the database.
[[nodiscard]] std::optional<std::string> named_tablespace_of(oid table);
/// The tablespace that a relation is in: the default one of the database where it names none.
[[nodiscard]] std::string tablespace_of(oid relation);
/// None if the relation is not an index.
[[nodiscard]] oid table_of_index(oid index);

} // namespace pgt::pg
