/// `query_of_view`: what a view reads, as the server keeps it.
#pragma once

#include "pg/access/relation.hpp"

struct Query;

namespace pgt::pg {

/// A copy in the current memory context. Throws `user_error` 55000 if the relation is no view: somebody has written into the catalog.
[[nodiscard]] Query* query_of_view(const relation& view);

} // namespace pgt::pg
