/// Queries that the server keeps as views.
#pragma once

#include "pg/analysis.hpp"
#include "pg/declarations.hpp"
#include "pg/lookup.hpp"

namespace pgt::pg {

/// Makes a view of an analysed query, with the current user as its owner; nothing of it is parsed again. Whoever reads it needs
/// the rights that the query asks for. Throws `error` for what no view can be.
[[nodiscard]] oid create_view(const relation_name& name, const analysed_query& query);

} // namespace pgt::pg
