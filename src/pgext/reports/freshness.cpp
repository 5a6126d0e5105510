/// How old the contents of stream tables are.
#include "capture/consumers.hpp"
#include "catalog/schedule_time.hpp"
#include "pg/access/standby.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/shared_state.hpp"

#include <pgt/schedule/progress.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <variant>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// The scheduler keeps the marks of sources whose changes are not applied yet.
std::optional<bool> is_any_marked(const table_overview& table) {
    const pg::shared_database* const here = pg::shared_of_database();
    if (here == nullptr || pg::is_standby()) { return std::nullopt; }
    return std::ranges::any_of(table.marked, [here](pg::oid source) { return here->changed.has(source); });
}

/// Whether the sources of a table, of which some have or have not `captured` changes, have changed since its refresh; nothing: unknown.
std::optional<bool> is_pending(const table_overview& table, bool captured) {
    if (table.needs_refresh) { return true; }
    if (!table.planned.has_capture) { return std::nullopt; }
    return table.marked.empty() ? captured : is_any_marked(table);
}

/// Whether the sources of each table have changed since it was refreshed.
std::vector<std::optional<bool>> pending_of(const std::vector<table_overview>& tables) {
    const pg::snapshot under = pg::snapshot::of_transaction();
    const std::vector<bool> found = find_pending(tables, std::vector<bool>(tables.size(), true),
                                                 [&under](pg::oid source, std::span<const frontier> after) {
                                                     return have_changes(source, after, under);
                                                 });
    std::vector<std::optional<bool>> all;
    all.reserve(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) { all.push_back(is_pending(tables[i], found[i])); }
    return all;
}

/// The time that the contents of each table are correct as of: now, unless it or a stream table that it reads has pending changes.
std::vector<std::optional<schedule::time_point>>
correct_as_of(const std::vector<table_overview>& tables, const std::vector<std::optional<bool>>& pending,
              const schedule::graph& graph, schedule::time_point now) {
    std::vector<std::optional<schedule::time_point>> result(tables.size());
    for (const schedule::graph::node one : graph.order()) {
        if (!graph.is_table(one) || !tables[one].data) { continue; }
        result[one] = pending[one].value_or(true) ? tables[one].data : now;
        for (const schedule::graph::node input : graph.inputs(one)) {
            if (graph.is_table(input)) { result[one] = std::min(result[one], result[input]); }
        }
    }
    return result;
}

double seconds(schedule::span time) {
    return std::chrono::duration<double>(std::max(time, schedule::span(0))).count();
}

std::optional<double> seconds_of(const schedule::cadence& when) {
    const auto* const time = std::get_if<schedule::span>(&when);
    return time == nullptr ? std::nullopt : std::optional(seconds(*time));
}

std::optional<bool> is_stale(const schedule::cadence& when, std::optional<schedule::span> age) {
    const auto tolerated = schedule::tolerance(when);
    return age && tolerated ? std::optional(*age > *tolerated) : std::nullopt;
}

using freshness_row = std::tuple<std::int64_t, std::optional<bool>, std::optional<double>,
                                 std::optional<double>, std::optional<bool>>;

std::vector<freshness_row> freshness() {
    const std::vector<table_overview> tables = load_overview();
    const schedule::network network = network_of(tables);
    const std::vector<std::optional<bool>> pending = pending_of(tables);
    const schedule::time_point now = time_now();
    const auto correct = correct_as_of(tables, pending, network.tables(), now);
    std::vector<freshness_row> rows;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const auto age = correct[i].transform([now](schedule::time_point then) { return now - then; });
        rows.emplace_back(
            tables[i].planned.id, pending[i], age.transform(seconds), seconds_of(network.when(i)),
            tables[i].is_frozen || tables[i].is_held ? std::nullopt : is_stale(network.when(i), age));
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_freshness, freshness);
