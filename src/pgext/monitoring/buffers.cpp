/// What waits in change buffers.
#include "capture/capture.hpp"
#include "catalog/session.hpp"
#include "pg/function.hpp"
#include "scheduler/watched_table.hpp"

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// The bytes that buffers take, with what stands beside them for large values.
std::map<pg::oid, std::int64_t> buffer_bytes() {
    const catalog_session session;
    const pg::result rows = session.sql().run(sql::build(
        "select source_relid::oid, pg_total_relation_size(c.oid)"
        " from (select distinct source_relid from pgtrickle.pgt_dependencies where cdc_mode is not null) as s"
        " join pg_class as c on c.relname = {} || source_relid::oid"
        " join pg_namespace as n on n.oid = c.relnamespace and n.nspname = {}",
        sql::literal{"changes_"}, sql::literal{"pgtrickle_changes"}));
    std::map<pg::oid, std::int64_t> sizes;
    for (const auto& [source, bytes] : rows.all<pg::oid, std::int64_t>()) { sizes.emplace(source, bytes); }
    return sizes;
}

using pending_row = std::tuple<std::int64_t, pg::oid, std::int64_t, std::int64_t>;

std::vector<pending_row> pending_changes() {
    const std::map<pg::oid, std::int64_t> sizes = buffer_bytes();
    const pg::snapshot under = pg::snapshot::of_transaction();
    std::vector<pending_row> rows;
    for (const watched_table& table : load_tables()) {
        const frontier after = table.frontier.empty() ? frontier() : frontier::parse(table.frontier);
        for (const pg::oid source : table.captured) {
            const auto size = sizes.find(source);
            const bool has_buffer = size != sizes.end();
            rows.emplace_back(table.planned.id, source, has_buffer ? count_changes(source, after, under) : 0,
                              has_buffer ? size->second : 0);
        }
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_pending_changes, pending_changes);
