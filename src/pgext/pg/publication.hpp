/// Publications in the server's catalogs.
#pragma once

#include "pg/declarations.hpp"

namespace pgt::pg {

/// Whether it is one FOR ALL TABLES.
[[nodiscard]] bool publishes_all_tables(oid publication);

/// Whether a row of pg_publication_namespace is about a schema that came with the extension.
[[nodiscard]] bool is_published_schema_of_extension(oid row);

} // namespace pgt::pg
