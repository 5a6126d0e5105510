/// `query_of_view`: the query of a view, as the server keeps it.
#pragma once

#include "pg/access/relation.hpp"

struct Query;

namespace pgt::pg {

/// A copy in the current memory context. Throws `user_error` 55000 if the relation is not a view, which means that the catalog was tampered with.
[[nodiscard]] Query* query_of_view(const relation& view);

} // namespace pgt::pg
