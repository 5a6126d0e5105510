/// Stream tables that would read themselves.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/query/analysis.hpp"

namespace pgt::ext {

/// Throws `user_error` 3F000 if a table that gets this query would read itself, by whatever other stream tables. Waits for concurrent
/// transactions that give queries over stream tables to others.
void check_not_circular(const stream_table& table, const pg::analysed_query& query);

} // namespace pgt::ext
