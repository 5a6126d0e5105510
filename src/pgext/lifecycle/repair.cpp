#include "lifecycle/repair.hpp"

#include "capture/sources.hpp"
#include "catalog/marked.hpp"
#include "catalog/session.hpp"
#include "catalog/source.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/gone.hpp"
#include "lifecycle/partitioning.hpp"
#include "lifecycle/reinitialise_marked.hpp"
#include "lifecycle/sources.hpp"
#include "lifecycle/storage.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/dependency.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/capture/buffer_format.hpp"
#include "pg/capture/change_buffer.hpp"
#include "pg/ddl/storage_facts.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <vector>

namespace pgt::ext {
namespace {

/// Says whether there was something to do.
bool repair_capture(const source& of) {
    if (!restore_capture(of)) { return false; }
    mark_readers(of);
    return true;
}

/// The row of what a stream table reads, or the one it should have.
source source_of(const dependency& one) {
    return find_source(one.source)
        .value_or(source{.relation = one.source,
                         .kind = one.kind,
                         .capture = kind_for(one.need),
                         .immediate = one.need == source_need::rows,
                         .columns = {},
                         .tables = {}});
}

bool exists(const sql::text& query, pg::oid relation) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select exists({})", query), {}, relation)
        .value<bool>()
        .value_or(false);
}

/// The server's own record that the definition belongs to the table, which dumps do not contain.
bool repair_bond(const stream_table& table) {
    if (exists(sql::build("select from pg_depend where classid = {}::regclass and objid = $1 and deptype = {}"
                          " and refclassid = {}::regclass and refobjid = {}",
                          sql::literal{"pg_class"}, sql::literal{"i"}, sql::literal{"pg_class"},
                          table.relation),
               table.definition)) {
        return false;
    }
    pg::make_part(table.definition, table.relation);
    return true;
}

bool repair_guard(const stream_table& table) {
    if (pg::is_guarded(table.relation)) { return false; }
    guard_storage(table.name);
    return true;
}

void forget_errors(const stream_table& table) {
    const catalog_session session;
    session.sql().run(sql::build("update pgtrickle_catalog.pgt_stream_tables set consecutive_errors = 0, "
                                 "last_error_message = null,"
                                 " last_error_sqlstate = null, last_error_at = null, status = case when "
                                 "status <> {} then status when is_populated then {}"
                                 " else {} end where pgt_id = $1",
                                 sql::literal{"ERROR"}, sql::literal{"ACTIVE"}, sql::literal{"INITIALIZING"}),
                      {}, table.id);
}

/// A crash of the server has emptied it, or would.
bool repair_persistence(const stream_table& table) {
    if (!pg::is_unlogged(table.relation)) { return false; }
    const upkeep own;
    const catalog_session session;
    session.sql().run(sql::build("alter table {} set logged", table.name.sql()));
    return true;
}

/// Repairs a table that is locked against refreshes and changes; returns what was done.
std::vector<std::string> repair(const stream_table& table) {
    std::vector<std::string> steps;
    if (repair_bond(table)) { steps.emplace_back("the definition was tied to the table again"); }
    if (repair_guard(table)) { steps.emplace_back("the trigger that refuses direct writes was made again"); }
    if (repair_partitions(table)) { steps.emplace_back("its partitions were tied to it again"); }
    if (repair_persistence(table)) { steps.emplace_back("it is safe from crashes again"); }
    for (const dependency& one : dependencies_of(table.id)) {
        if (one.need != source_need::nothing && repair_capture(source_of(one))) {
            steps.push_back(std::format("capture of \"{}\" was made again", pg::printed_name(one.source)));
        }
    }
    forget_errors(table);
    mark_for_reinit(table.id, "repaired");
    return steps;
}

std::string summary(std::vector<std::string> steps, const stream_table& table) {
    if (steps.empty()) { steps.emplace_back("nothing was missing"); }
    steps.emplace_back(is_in_transaction(table.mode) && table.is_populated
                           ? "the table was recomputed"
                           : "the next refresh recomputes the table");
    if (table.status == table_status::suspended) {
        steps.emplace_back("it is still suspended: call pgtrickle.resume_stream_table()");
    }
    std::string text;
    for (const std::string& step : steps) { text += (text.empty() ? "" : "; ") + step; }
    return text;
}

/// All whose tables exist, each locked against refreshes and changes.
std::vector<stream_table> locked_stream_tables() {
    std::vector<stream_table> all;
    for (const stream_table& one : all_stream_tables()) {
        pg::lock(pg::lock_subject::stream_table, one.relation, pg::lock_mode::exclusive);
        if (auto found = find_stream_table(one.relation)) { all.push_back(std::move(*found)); }
    }
    return all;
}

/// Buffers are called by the numbers of their sources: those of the database that was dumped mean nothing here.
void drop_foreign_buffers() {
    std::vector<pg::oid> foreign;
    {
        const catalog_session session;
        const pg::result rows = session.sql().run(sql::build(
            "select c.oid from pg_class as c join pg_namespace as n on n.oid = relnamespace and nspname = {}"
            " where relkind = {} and not exists (select from pgtrickle_catalog.pgt_sources"
            " where capture_method = {} and relname = {} || source_relid::oid)",
            sql::literal{pg::buffer_format::schema}, sql::literal{"r"},
            sql::literal{name_of(capture_kind::triggers)}, sql::literal{pg::buffer_format::prefix}));
        for (const auto& [buffer] : rows.all<pg::oid>()) { foreign.push_back(buffer); }
    }
    std::ranges::for_each(foreign, pg::drop_buffer);
}

void refuse_on_standby() { pg::refuse_on_standby("repair stream tables"); }

} // namespace

std::string repair_stream_table(const std::string& written) {
    refuse_on_standby();
    pg::refuse_if_restricted("repair_stream_table()");
    const stream_table table = lock_own_stream_table(written);
    std::string done = summary(repair(table), table);
    reinitialise_marked();
    return done;
}

void restore_stream_tables() {
    refuse_on_standby();
    pg::refuse_if_restricted("restore_stream_tables()");
    synchronise_names();
    pg::count_command();
    for (const stream_table& table : all_gone()) { forget_gone(table); }
    pg::count_command();
    for (const stream_table& table : locked_stream_tables()) { (void)repair(table); }
    drop_foreign_buffers();
    forget_marked(); // each of them may take long, or fail
}

std::string rebuild_cdc_triggers() {
    refuse_on_standby();
    pg::refuse_if_restricted("rebuild_cdc_triggers()");
    for (const capture_kind kind : {capture_kind::triggers, capture_kind::marks}) {
        for (const source& one : sources_captured_by(kind)) { (void)repair_capture(one); }
    }
    for (const source& one : immediate_sources()) { (void)repair_capture(one); }
    reinitialise_marked();
    return "done";
}

} // namespace pgt::ext

PGT_SQL_FUNCTION(pgtrickle_repair_stream_table, pgt::ext::repair_stream_table);
PGT_SQL_FUNCTION(pgtrickle_restore_stream_tables, pgt::ext::restore_stream_tables);
PGT_SQL_FUNCTION(pgtrickle_rebuild_cdc_triggers, pgt::ext::rebuild_cdc_triggers);
