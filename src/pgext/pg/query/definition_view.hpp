/// Queries that the server keeps as views.
#pragma once

#include "pg/access/lookup.hpp"
#include "pg/boundary/declarations.hpp"
#include "pg/query/analysis.hpp"

namespace pgt::pg {

/// Makes a view of an analysed query, with the current user as its owner; nothing of it is parsed again. Whoever reads it needs
/// the rights that the query asks for. Throws `error` for what no view can be.
[[nodiscard]] oid create_view(const relation_name& name, const analysed_query& query);

} // namespace pgt::pg
