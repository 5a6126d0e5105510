/// What the author of a stream table should know, although it works.
#pragma once

#include "pg/analysis.hpp"
#include "refresh/recipe.hpp"

namespace pgt::ext {

void warn_about(const pg::analysed_query& query, const recipe& how);

} // namespace pgt::ext
