/// What the catalog says about the query of a stream table.
#pragma once

#include "catalog/store.hpp"
#include "definition/recipe.hpp"
#include "pg/query/analysis.hpp"

namespace pgt::ext {

[[nodiscard]] description describe(const pg::analysed_query& query, const recipe& how);

} // namespace pgt::ext
