/// Pending changes in change buffers.
#include "capture/consumers.hpp"
#include "pg/access/lookup.hpp"
#include "pg/value/function.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

using pending_row =
    std::tuple<std::int64_t, pg::oid, std::optional<std::int64_t>, std::optional<std::int64_t>>;

/// One scan for all consumers of the source.
void append(std::vector<pending_row>& rows, pg::oid source, const std::vector<table_overview>& tables,
            const std::vector<std::size_t>& consumers, const pg::snapshot& under) {
    std::vector<frontier> frontiers;
    for (const std::size_t one : consumers) { frontiers.push_back(tables[one].applied); }
    std::vector<std::int64_t> counts;
    std::optional<std::int64_t> bytes;
    if (const std::optional<pg::relation> buffer = find_free_buffer(source)) {
        counts = pg::count_changes(*buffer, frontiers, under);
        bytes = pg::bytes_of(*buffer);
    }
    for (std::size_t i = 0; i < consumers.size(); ++i) {
        const auto count = counts.empty() ? std::optional<std::int64_t>() : counts[i];
        rows.emplace_back(tables[consumers[i]].planned.id, source, count, bytes);
    }
}

std::vector<pending_row> pending_changes() {
    const pg::snapshot under = pg::snapshot::of_transaction();
    std::vector<table_overview> tables = load_overview();
    std::erase_if(tables,
                  [](const table_overview& one) { return !pg::may_see_statistics(one.planned.relation); });
    std::vector<pending_row> rows;
    for (const auto& [source, consumers] : consumers_in(tables)) {
        append(rows, source, tables, consumers, under);
    }
    std::ranges::stable_sort(rows, {}, [](const pending_row& row) { return std::get<0>(row); });
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_pending_changes, pending_changes);
