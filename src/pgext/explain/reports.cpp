/// What the capture of changes has to report.
#include "capture/capture.hpp"
#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "lifecycle/sources.hpp"
#include "pg/capture_ddl.hpp"
#include "pg/change_buffer.hpp"
#include "pg/function.hpp"
#include "pg/lookup.hpp"
#include "pg/relation.hpp"

#include <format>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

std::string people_name(pg::oid relation) {
    const auto name = pg::name_of_relation(relation);
    return name ? name->for_people() : std::to_string(relation);
}

/// A stream table and one of its captured sources.
struct consumption {
    std::string table;
    std::string frontier;
    pg::oid source = pg::no_oid;
};

std::vector<consumption> consumptions() {
    const catalog_session session;
    const pg::result rows = session.sql().run(sql::build(
        "select pgt_relid::oid, coalesce(frontier, {}), source_relid::oid from pgtrickle.pgt_stream_tables"
        " join pgtrickle.pgt_dependencies using (pgt_id) where cdc_mode is not null"
        " order by pgt_id, source_relid",
        sql::literal{""}));
    std::vector<consumption> all;
    for (const auto& [table, text, source] : rows.all<pg::oid, std::string, pg::oid>()) {
        all.push_back({people_name(table), text, source});
    }
    return all;
}

std::vector<pg::oid> captured_sources() {
    const catalog_session session;
    const pg::result rows = session.sql().run(sql::build(
        "select distinct source_relid::oid from pgtrickle.pgt_dependencies where cdc_mode is not null"
        " order by 1"));
    std::vector<pg::oid> all;
    for (const auto& [source] : rows.all<pg::oid>()) { all.push_back(source); }
    return all;
}

std::int64_t pending_rows(const consumption& one) {
    const frontier after = one.frontier.empty() ? frontier() : frontier::parse(one.frontier);
    const changes read = read_changes(one.source, after, pg::snapshot::of_transaction(), {}, "pending");
    return static_cast<std::int64_t>(read.content.rows.size());
}

std::int64_t buffer_bytes(pg::oid source) {
    const auto buffer = pg::find_buffer(source);
    constexpr std::int64_t block = 8192;
    return buffer ? pg::blocks_of(*buffer) * block : 0;
}

using buffer_row =
    std::tuple<std::string, std::string, std::int64_t, std::string, std::int64_t, std::int64_t>;

std::vector<buffer_row> change_buffer_sizes() {
    std::vector<buffer_row> rows;
    for (const consumption& one : consumptions()) {
        rows.emplace_back(one.table, people_name(one.source), one.source, "TRIGGER", pending_rows(one),
                          buffer_bytes(one.source));
    }
    return rows;
}

using trigger_row = std::tuple<std::string, std::int64_t, std::string, std::string, bool, bool>;

std::vector<trigger_row> trigger_inventory() {
    std::vector<trigger_row> rows;
    for (const pg::oid source : captured_sources()) {
        for (const pg::oid table : pg::with_partitions(source, pg::lock_mode::access_share)) {
            for (const auto& one :
                 pg::capture_triggers(pg::relation(table, pg::lock_mode::access_share), source)) {
                rows.emplace_back(people_name(table), table, one.name, one.on_truncate ? "TRUNCATE" : "DML",
                                  one.present, one.enabled);
            }
        }
    }
    return rows;
}

/// Whether something of the source's capture is missing or disabled, so that changes may have been missed.
bool is_broken(pg::oid source) {
    if (!pg::find_buffer(source)) { return true; }
    for (const pg::oid table : pg::with_partitions(source, pg::lock_mode::access_share)) {
        for (const auto& one :
             pg::capture_triggers(pg::relation(table, pg::lock_mode::access_share), source)) {
            if (!one.enabled) { return true; }
        }
    }
    return false;
}

std::string rebuild_cdc_triggers() {
    for (const pg::oid source : captured_sources()) {
        if (!is_broken(source)) { continue; }
        // What the buffer lacks, the refresh that sets the tables up anew adds.
        ensure_capture(source, captured_columns(source));
        for (const stream_table& reader : readers_of(source)) {
            mark_for_reinit(reader.id, std::format("capture of \"{}\" was broken", people_name(source)));
        }
    }
    return "done";
}

std::int64_t stream_table_id(const std::string& name) { return require_stream_table(name).id; }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_change_buffer_sizes, change_buffer_sizes);
PGT_SQL_FUNCTION(pgtrickle_trigger_inventory, trigger_inventory);
PGT_SQL_FUNCTION(pgtrickle_rebuild_cdc_triggers, rebuild_cdc_triggers);
PGT_SQL_FUNCTION(pgtrickle_stream_table_id, stream_table_id);
