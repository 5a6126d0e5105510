#include "lifecycle/column_dependents.hpp"

#include "catalog/session.hpp"
#include "pg/boundary/report.hpp"

#include <pgt/error.hpp>
#include <pgt/lower/protocol.hpp>

#include <format>
#include <string>
#include <vector>

namespace pgt::ext {
namespace {

/// Those whose dependency on one of the columns is of a type in `types`, as in pg_depend.deptype: which column, and what it is. The query
/// of a stream table stands for the stream table.
sql::text dependents_query(const sql::text& types) {
    return sql::build(
        "select string_agg(distinct format({}, a.attname, coalesce("
        " {} || t.pgt_schema || {} || t.pgt_name,"
        " case when r.ev_class is not null then pg_describe_object({}::regclass, r.ev_class, 0) end,"
        " pg_describe_object(d.classid, d.objid, d.objsubid))), {})"
        " from pg_depend as d join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid"
        " left join pg_rewrite as r on d.classid = {}::regclass and r.oid = d.objid"
        " left join pgtrickle_catalog.pgt_stream_tables as t on t.definition = r.ev_class"
        " where d.refclassid = {}::regclass and d.refobjid = $1 and a.attname::text = any($2)"
        " and d.deptype in ({}) and not (d.classid = {}::regclass and d.objid = any($3))",
        sql::literal{"column \"%s\": %s"}, sql::literal{"stream table "}, sql::literal{"."},
        sql::literal{"pg_class"}, sql::literal{", "}, sql::literal{"pg_rewrite"}, sql::literal{"pg_class"},
        types, sql::literal{"pg_class"});
}

std::string dependents(const stream_table& table, const std::vector<std::string>& columns,
                       const sql::text& types, const std::vector<pg::oid>& but_not = {}) {
    const catalog_session session;
    return session.sql()
        .run(dependents_query(types), {}, table.relation, columns, but_not)
        .value<std::optional<std::string>>()
        .value_or(std::nullopt)
        .value_or("");
}

/// What goes with its column.
std::string indexes_on(const stream_table& table, const std::vector<std::string>& columns,
                       const std::vector<pg::oid>& own_indexes) {
    return dependents(table, columns, sql::build("{}, {}", sql::literal{"a"}, sql::literal{"i"}),
                      own_indexes);
}

void warn_of_replaced(const stream_table& table, const layout_change& change) {
    for (const std::string& one : change.retyped) {
        if (lower::protocol::is_own_name(one)) { continue; }
        pg::report(
            pg::severity::warning,
            std::format("column \"{}\" of stream table \"{}\" is replaced", one, table.name.for_people()),
            "Its type changes: privileges, statistics and indexes of the column are dropped with it.",
            "Create them again.");
    }
}

} // namespace

void check_dependents(const stream_table& table, const layout_change& change,
                      const std::vector<pg::oid>& own_indexes) {
    if (change.dropped.empty()) { return; }
    const std::string blocking = dependents(table, change.dropped, sql::build("{}", sql::literal{"n"}));
    if (!blocking.empty()) {
        throw user_error(
            sqlstate::dependent_objects_exist,
            std::format("cannot change the query of stream table \"{}\" because other objects depend "
                        "on columns that would be dropped",
                        table.name.for_people()))
            .detail(std::format("These are: {}.", blocking))
            .hint("Leave the columns and their types as they are, or drop these objects first.");
    }
    warn_of_replaced(table, change);
    const std::string lost = indexes_on(table, change.dropped, own_indexes);
    if (lost.empty()) { return; }
    pg::report(pg::severity::notice,
               std::format("objects on dropped columns of stream table \"{}\" are dropped with them",
                           table.name.for_people()),
               std::format("These are: {}.", lost));
}

bool have_indexes(const stream_table& table, const std::vector<std::string>& columns,
                  const std::vector<pg::oid>& own_indexes) {
    return !columns.empty() && !indexes_on(table, columns, own_indexes).empty();
}

} // namespace pgt::ext
