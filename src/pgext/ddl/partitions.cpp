#include "ddl/partitions.hpp"

#include "capture/capture.hpp"
#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "lifecycle/sources.hpp"
#include "pg/capture_ddl.hpp"
#include "pg/lookup.hpp"
#include "pg/relation.hpp"

#include <algorithm>
#include <format>

namespace pgt::ext {
namespace {

/// The tables that have triggers which capture for `source`.
std::vector<pg::oid> captured_tables(pg::oid source) {
    const catalog_session session;
    const pg::result rows = session.sql().run(
        sql::build("select distinct tgrelid from pg_trigger where tgnargs = 1"
                   " and tgfoid = {}::regproc"
                   " and split_part(encode(tgargs, {}), {}, 1) = $1::oid::text",
                   sql::literal{"pgtrickle.capture"}, sql::literal{"escape"}, sql::literal{R"(\000)"}),
        {}, source);
    std::vector<pg::oid> tables;
    for (const auto& [table] : rows.all<pg::oid>()) { tables.push_back(table); }
    return tables;
}

bool is_empty(pg::oid table) {
    const pg::relation_name name = pg::name_of_relation(table).value();
    const catalog_session session;
    return session.sql().run(sql::build("select from {} limit 1", name.sql())).processed() == 0;
}

void recompute_readers(pg::oid source, const std::string& reason) {
    for (const stream_table& reader : readers_of(source)) { mark_for_reinit(reader.id, reason); }
}

/// Captures partitions that are new; says whether one of them brought rows along.
bool adopt_new(pg::oid source, const std::vector<pg::oid>& partitions, const std::vector<pg::oid>& captured) {
    bool has_rows = false;
    bool is_new = false;
    for (const pg::oid partition : partitions) {
        if (std::ranges::contains(captured, partition)) { continue; }
        is_new = true;
        has_rows = has_rows || !is_empty(partition);
    }
    if (is_new) { ensure_capture(source, captured_columns(source)); }
    return has_rows;
}

/// Lets go of partitions that went; says whether there were any.
bool release_gone(pg::oid source, const std::vector<pg::oid>& partitions,
                  const std::vector<pg::oid>& captured) {
    bool any = false;
    for (const pg::oid table : captured) {
        if (std::ranges::contains(partitions, table)) { continue; }
        release_partition(source, table);
        any = true;
    }
    return any;
}

void follow(pg::oid source) {
    if (!pg::find_buffer(source)) { return; }
    const std::vector<pg::oid> captured = captured_tables(source);
    const std::vector<pg::oid> partitions = pg::with_partitions(source, pg::lock_mode::access_share);
    const bool has_gone = release_gone(source, partitions, captured);
    const bool has_come = adopt_new(source, partitions, captured);
    set_partitions(source, partitions);
    if (!has_gone && !has_come) { return; }
    recompute_readers(source, std::format("a partition of \"{}\" was {}",
                                          pg::name_of_relation(source).value().for_people(),
                                          has_come ? "attached" : "detached"));
}

} // namespace

void follow_partitions(pg::oid relation) {
    follow(relation);
    for (const pg::oid parent : pg::ancestors(relation)) { follow(parent); }
}

} // namespace pgt::ext
