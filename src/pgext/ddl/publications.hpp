/// Logical replication: what of the extension may be published.
#pragma once

#include "pg/object.hpp"

namespace pgt::ext {

/// A publication of all tables has those of the extension in it, which nobody can take out: warns of that.
void warn_of_publication(pg::oid publication);

/// Throws `user_error` 0A000 if a publication has just been given a table or a schema of the extension's.
void refuse_publishing(const pg::object& published);

} // namespace pgt::ext
