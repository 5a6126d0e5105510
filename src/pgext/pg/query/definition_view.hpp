/// Definitions that are kept as views.
#pragma once

#include "pg/access/lookup.hpp"
#include "pg/boundary/declarations.hpp"
#include "pg/query/analysis.hpp"

namespace pgt::pg {

/// Creates a view from an analysed query, with the current user as its owner; nothing is parsed again. Readers of the view need the privileges of the query. Throws `error` if the query cannot be a view.
[[nodiscard]] oid create_view(const relation_name& name, const analysed_query& query);

} // namespace pgt::pg
