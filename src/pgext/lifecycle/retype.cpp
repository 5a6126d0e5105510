#include "lifecycle/retype.hpp"

#include "catalog/marked.hpp"
#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/redefine.hpp"
#include "lifecycle/reinitialise_marked.hpp"
#include "lifecycle/sources.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/report.hpp"
#include "pg/ddl/retyped_columns.hpp"
#include "pg/query/analysis.hpp"
#include "pg/query/spi.hpp"
#include "refresh/guard.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

std::string names_of(const std::vector<stream_table>& tables) {
    std::string names;
    for (const stream_table& one : tables) {
        names += std::format("{}\"{}\"", names.empty() ? "" : ", ", one.name.for_people());
    }
    return names;
}

pg::object require_column(pg::oid relation, const std::string& name) {
    const auto columns = pg::relation(relation, pg::lock_mode::access_share).columns();
    const auto found = std::ranges::find(columns, name, &pg::column::name);
    if (found == columns.end()) {
        throw user_error(
            sqlstate::undefined_column,
            std::format("column \"{}\" of relation \"{}\" does not exist", name, pg::printed_name(relation)))
            .hint("Pass the name as the catalog has it, without quotes.");
    }
    return {.of = pg::catalog::relations, .id = relation, .part = found->number};
}

void check_is_source(pg::oid relation) {
    if (!pg::name_of_relation(relation)) {
        throw user_error(sqlstate::undefined_table, std::format("relation {} does not exist", relation))
            .hint("Pass the name or the OID of a table.");
    }
    if (!pg::is_owner(relation)) {
        throw user_error(sqlstate::insufficient_privilege,
                         std::format("must be owner of table \"{}\"", pg::printed_name(relation)))
            .hint("Ask the owner of the table to change the type.");
    }
    if (!find_stream_table(relation)) { return; }
    throw user_error(
        sqlstate::feature_not_supported,
        std::format("the columns of stream table \"{}\" are those of its query", pg::printed_name(relation)))
        .hint("Give it another query with pgtrickle.alter_stream_table().");
}

/// Adds the readers of a table, and theirs, each before those that it reads.
void add_readers_first(std::vector<stream_table>& to, const stream_table& table) {
    if (std::ranges::contains(to, table.relation, &stream_table::relation)) { return; }
    for (const stream_table& reader : readers_of(table.relation)) { add_readers_first(to, reader); }
    to.push_back(table);
}

/// The tables that follow from others, those included: each after those that it reads.
std::vector<stream_table> with_all_readers(const std::vector<stream_table>& tables) {
    std::vector<stream_table> all;
    for (const stream_table& one : tables) { add_readers_first(all, one); }
    std::ranges::reverse(all);
    return all;
}

void check_owner(const stream_table& table) {
    if (pg::is_owner(table.relation)) { return; }
    throw user_error(sqlstate::insufficient_privilege,
                     std::format("must be owner of stream table \"{}\"", table.name.for_people()))
        .detail("It follows from the column, and would be set up again.")
        .hint("Ask a role that owns the table and all that follows from it to change the type.");
}

/// All of them, as they are once no concurrent session refreshes or alters them any more.
std::vector<stream_table> locked(std::vector<stream_table> all) {
    for (const stream_table& one : all) {
        if (is_in_transaction(one.mode)) { keep_writers_out(one); }
    }
    std::vector<pg::oid> relations;
    for (const stream_table& one : all) { relations.push_back(one.relation); }
    std::ranges::sort(relations);
    lock_for_refresh(relations);
    for (stream_table& one : all) { one = require_stream_table(one.name.sql().sql()); }
    return all;
}

void report_cost(const std::vector<stream_table>& all) {
    if (all.empty()) { return; }
    pg::report(pg::severity::notice, "stream tables are computed again because the type of a column changes",
               std::format("These are: {}.", names_of(all)));
}

/// Those that transactions maintain apply nothing of what refreshes change until they are computed again: a table that they read comes before
/// them. They are restored one by one, not by the next command that ends.
void leave_to_restore(const std::vector<stream_table>& all) {
    for (const stream_table& one : all) {
        if (is_in_transaction(one.mode) && one.is_populated) {
            mark_for_reinit(one.id, "the type of a column of its sources has changed");
        }
    }
    forget_marked();
}

/// One expression over a row of the table: nothing that ends a statement, or begins another.
void check_expression(const pg::relation_name& table, const std::string& text) {
    const pg::analysed_query query = pg::analyse(std::format("SELECT ({}) FROM {}", text, table.sql().sql()));
    if (query.columns.size() == 1) { return; }
    throw user_error(sqlstate::syntax_error, "argument \"using_expression\" must be one expression");
}

/// The command, which the caller could run but for the definitions: with the rights, the settings and the search path of the caller.
sql::text command_for(pg::oid relation, const std::string& column, const std::string& type,
                      const std::optional<std::string>& conversion) {
    const pg::relation_name name = pg::name_of_relation(relation).value();
    const sql::text alter = sql::build("alter table {} alter column {} type {}", name.sql(),
                                       sql::ident{column}, sql::from_server(pg::qualified_type(type)));
    if (!conversion) { return alter; }
    check_expression(name, *conversion);
    return sql::build("{} using ({})", alter, sql::from_server(*conversion));
}

/// Also where `pg_trickle.block_source_ddl` refuses such commands: this is the way to run them.
void run(const sql::text& command) {
    pg::local_settings settings;
    settings.begin();
    settings.set_all(std::array{pg::setting_value{"pg_trickle.block_source_ddl", "off"}});
    const pg::spi session;
    session.run(command);
}

} // namespace

std::vector<stream_table> users_of_column(const pg::object& column) {
    const catalog_session session;
    const auto relations =
        session.sql()
            .run(sql::build("select distinct t.pgt_relid::oid from pg_depend as d join pg_rewrite as r on"
                            " d.classid = {}::regclass and r.oid = d.objid"
                            " join pgtrickle_catalog.pgt_stream_tables as t on t.definition = r.ev_class"
                            " where d.refclassid = {}::regclass and d.refobjid = $1 and d.refobjsubid = $2"
                            " order by 1",
                            sql::literal{"pg_rewrite"}, sql::literal{"pg_class"}),
                 {}, column.id, column.part)
            .all<pg::oid>();
    std::vector<stream_table> users;
    for (const auto& [relation] : relations) { users.push_back(find_stream_table(relation).value()); }
    return users;
}

void refuse_retyped(const pg::object& column) {
    const std::vector<stream_table> users = users_of_column(column);
    if (users.empty()) { return; }
    const auto columns = pg::relation(column.id, pg::lock_mode::access_share).columns();
    const auto found = std::ranges::find(columns, column.part, &pg::column::number);
    throw user_error(sqlstate::feature_not_supported,
                     std::format("cannot alter the type of column \"{}\" of table \"{}\" because stream "
                                 "tables use it",
                                 found->name, pg::printed_name(column.id)))
        .detail(std::format("It is used by {}.", names_of(users)))
        .hint("Use pgtrickle.alter_column_type(), which computes them again.");
}

void alter_column_type(pg::oid relation, const std::string& column, const std::string& type,
                       const std::optional<std::string>& conversion) {
    pg::refuse_on_standby("alter tables");
    pg::refuse_if_restricted("alter_column_type()");
    check_is_source(relation);
    const pg::object changed = require_column(relation, column);
    const std::vector<stream_table> found = with_all_readers(users_of_column(changed));
    std::ranges::for_each(found, check_owner);
    const sql::text command = command_for(relation, column, type, conversion);
    const std::vector<stream_table> all = locked(found);
    report_cost(all);
    std::vector<kept_query> queries;
    for (const stream_table& one : all) { queries.push_back(take_query(one)); }
    for (std::size_t i = all.size(); i-- > 0;) { queries[i].own_indexes = drop_query(all[i]); }
    pg::crash_point("retype.dropped");
    run(command);
    leave_to_restore(all);
    pg::count_command();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const refresh_guard guard(all[i]);
        restore_query(find_stream_table(all[i].relation).value(), queries[i]);
    }
    reinitialise_marked();
}

} // namespace pgt::ext
