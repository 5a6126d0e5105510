/// Statements on materialized views that mean stream tables: `CREATE MATERIALIZED VIEW … WITH (pgtrickle.stream, …) AS …`, and ALTER,
/// REFRESH and DROP MATERIALIZED VIEW on a stream table.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// What the statements are decided by.
struct view_statement_rules {
    bool (*is_on)();                       ///< otherwise the server refuses the statements
    bool (*is_stream_table)(oid relation); ///< may throw
};

/// From now on such statements are carried out: by the functions of pg_trickle, with the rights of the caller, or as statements on
/// tables. Call it when the module is loaded, and only if the server is just starting.
void install_view_statements(const view_statement_rules& rules);

} // namespace pgt::pg
