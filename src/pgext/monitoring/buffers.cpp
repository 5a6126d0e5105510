/// What waits in change buffers.
#include "monitoring/waiting.hpp"
#include "pg/function.hpp"
#include "pg/lookup.hpp"

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

using pending_row =
    std::tuple<std::int64_t, pg::oid, std::optional<std::int64_t>, std::optional<std::int64_t>>;

pending_row row_of(const watched_table& table, pg::oid source, const pg::snapshot& under) {
    const std::optional<pg::relation> buffer = buffer_at_hand(source);
    if (!buffer) { return {table.planned.id, source, std::nullopt, std::nullopt}; }
    return {table.planned.id, source, pg::count_changes(*buffer, frontier_of(table), under),
            pg::bytes_of(*buffer)};
}

std::vector<pending_row> pending_changes() {
    const pg::snapshot under = pg::snapshot::of_transaction();
    std::vector<pending_row> rows;
    for (const watched_table& table : load_tables()) {
        if (!pg::may_see_statistics(table.planned.relation)) { continue; }
        for (const pg::oid source : table.captured) { rows.push_back(row_of(table, source, under)); }
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_pending_changes, pending_changes);
