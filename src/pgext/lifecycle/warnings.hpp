/// What the author of a stream table should know, although it works.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/recipe.hpp"
#include "pg/query/analysis.hpp"

namespace pgt::ext {

/// Where nothing but users will refresh stream tables.
void warn_without_scheduler();

/// A table in mode FULL that is computed by schedule whether something has changed or not: how often that is.
void warn_of_cost(const stream_table& table, const pg::analysed_query& query);

void warn_about(const pg::analysed_query& query, const recipe& how);

} // namespace pgt::ext
