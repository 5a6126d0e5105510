/// What DDL of users means for stream tables.
#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "lifecycle/sources.hpp"
#include "pg/event.hpp"

#include <cstdint>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

constexpr pg::nullable_datum nothing{.value = 0, .is_null = false};

/// The stream tables among what has just been dropped.
std::vector<pg::oid> dropped_stream_tables() {
    const catalog_session session;
    const pg::result rows = session.sql().run(sql::build(
        "select pgt_relid::oid from pgtrickle.pgt_stream_tables join pg_event_trigger_dropped_objects()"
        " on objid = pgt_relid and objsubid = 0 and classid = {}::regclass",
        sql::literal{"pg_catalog.pg_class"}));
    std::vector<pg::oid> tables;
    for (const auto& [table] : rows.all<pg::oid>()) { tables.push_back(table); }
    return tables;
}

pg::nullable_datum on_drop(const pg::function_call& /*call*/) {
    for (const pg::oid table : dropped_stream_tables()) {
        release_sources(find_stream_table(table).value());
        forget_stream_table(table);
    }
    return nothing;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_on_drop, on_drop);
