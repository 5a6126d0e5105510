/// Stream tables live as long as their database: nothing of one may go with a session.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// Throws `user_error` 0A000 if the query that a view holds, or a view that it reads, uses a function, a type or something else that
/// stands in such a schema.
void refuse_temporary_parts(pg::oid view);

} // namespace pgt::ext
