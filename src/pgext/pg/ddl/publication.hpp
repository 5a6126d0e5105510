/// Publications in the server's catalogs.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <vector>

namespace pgt::pg {

/// Whether it is a publication FOR ALL TABLES.
[[nodiscard]] bool publishes_all_tables(oid publication);

/// The tables and schemas that it names.
[[nodiscard]] std::vector<oid> published_relations(oid publication);
[[nodiscard]] std::vector<oid> published_schemas(oid publication);

/// The publication that a row of pg_publication_rel, or of pg_publication_namespace, belongs to.
[[nodiscard]] oid publication_of_relation(oid row);
[[nodiscard]] oid publication_of_schema(oid row);

/// Whether a schema belongs to the extension.
[[nodiscard]] bool is_schema_of_extension(oid schema);

} // namespace pgt::pg
