/// Temporary objects, which no stream table may use: it outlives the session that they belong to.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// Throws `user_error` 0A000 if the query that a view holds, or a view that it reads, uses a function, a type or another object in a
/// temporary schema.
void refuse_temporary_parts(pg::oid view);

} // namespace pgt::ext
