/// Logical replication: what of the extension may be published.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// After a publication was made or altered. Throws `user_error` 0A000 if it names a table or a schema of the extension's. A publication of all tables contains those of the extension, which cannot be removed from it: warns of that.
void check_publication(pg::oid publication);

} // namespace pgt::ext
