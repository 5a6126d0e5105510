/// Stream tables that read each other in a cycle.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/query/analysis.hpp"

namespace pgt::ext {

/// Throws `user_error` 3F000 if a table that gets this query would read itself, by whatever other stream tables, unless cycles are allowed. Waits for
/// concurrent transactions that give queries over stream tables to others.
void check_may_read(const stream_table& table, const pg::analysed_query& query);

/// Writes which stream tables are in which cycle, now that this one has its dependencies. Throws `user_error`: 3F000 if it has come into a cycle and
/// these are not allowed, 0A000 if a table of its cycle cannot be in one.
void settle_in_graph(const stream_table& table, const pg::analysed_query& query);

/// Throws `user_error` 0A000 if a table, whose owner has changed, is in a cycle with tables of another owner.
void check_owner_in_cycle(const stream_table& table);

} // namespace pgt::ext
