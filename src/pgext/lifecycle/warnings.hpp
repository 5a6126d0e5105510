/// What the author of a stream table should know, although it works.
#pragma once

#include "pg/analysis.hpp"
#include "refresh/recipe.hpp"

namespace pgt::ext {

/// Where nothing but users will refresh stream tables.
void warn_without_scheduler();

void warn_about(const pg::analysed_query& query, const recipe& how);

} // namespace pgt::ext
