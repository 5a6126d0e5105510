#include "ddl/commands.hpp"

#include "catalog/session.hpp"

namespace pgt::ext {
namespace {

std::vector<pg::oid> oids(const pg::result& rows) {
    std::vector<pg::oid> all;
    for (const auto& [one] : rows.all<pg::oid>()) { all.push_back(one); }
    return all;
}

} // namespace

// Objects of the extension's own script are nobody's DDL.

std::vector<pg::oid> touched_relations() {
    const catalog_session session;
    return oids(session.sql().run(sql::build("select distinct objid from pg_event_trigger_ddl_commands()"
                                             " where classid = {}::regclass and not in_extension",
                                             sql::literal{"pg_catalog.pg_class"})));
}

std::vector<touched_function> touched_functions() {
    const catalog_session session;
    const pg::result rows =
        session.sql().run(sql::build("select objid, object_identity from pg_event_trigger_ddl_commands()"
                                     " where classid = {}::regclass and not in_extension",
                                     sql::literal{"pg_catalog.pg_proc"}));
    std::vector<touched_function> all;
    for (const auto& [id, name] : rows.all<pg::oid, std::string>()) { all.push_back({id, name}); }
    return all;
}

std::vector<pg::oid> dropped_relations() {
    const catalog_session session;
    return oids(session.sql().run(sql::build("select objid from pg_event_trigger_dropped_objects()"
                                             " where objsubid = 0 and classid = {}::regclass",
                                             sql::literal{"pg_catalog.pg_class"})));
}

std::vector<pg::oid> dropped_stream_tables() {
    const catalog_session session;
    return oids(
        session.sql().run(sql::build("select pgt_relid::oid from pgtrickle_catalog.pgt_stream_tables join "
                                     "pg_event_trigger_dropped_objects()"
                                     " on objid = pgt_relid and objsubid = 0 and classid = {}::regclass",
                                     sql::literal{"pg_catalog.pg_class"})));
}

} // namespace pgt::ext
