#include "bind/unmaintainable.hpp"

namespace pgt::bind::detail {

obstacle unmaintainable(relation_kind kind) {
    switch (kind) {
    case relation_kind::table:
    case relation_kind::partitioned_table:
    case relation_kind::inheritance_parent:
    case relation_kind::stream_table:
    case relation_kind::view: return {};
    case relation_kind::materialized_view:
        return {"materialized view", "PostgreSQL has no triggers on materialized views.",
                "Write the query of the materialized view in its place, or use refresh_mode => 'FULL'."};
    case relation_kind::foreign_table:
        return {"foreign table", "Changes that another server makes cannot be captured.",
                "Use refresh_mode => 'FULL'."};
    case relation_kind::temporary_table:
        return {"temporary table", "It exists in one session only.", "Use a permanent table."};
    case relation_kind::system_catalog:
        return {"system catalog", "The catalogs of PostgreSQL and of pg_trickle have no triggers.",
                "Use refresh_mode => 'FULL'."};
    case relation_kind::other: break;
    }
    return {"relation", "It is not a table.", "Use refresh_mode => 'FULL'."};
}

} // namespace pgt::bind::detail
