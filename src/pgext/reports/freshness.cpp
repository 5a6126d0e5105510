/// How old the contents of stream tables are.
#include "pg/access/standby.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/shared_state.hpp"
#include "scheduler/clock.hpp"
#include "scheduler/waiting.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <tuple>
#include <variant>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// The scheduler leaves the marks of what it has not taken in yet.
std::optional<bool> is_any_marked(const watched_table& table) {
    const pg::shared_database* const here = pg::shared_of_database();
    if (here == nullptr || pg::is_standby()) { return std::nullopt; }
    return std::ranges::any_of(table.marked, [here](pg::oid source) { return here->changed.has(source); });
}

/// Of a table, whose sources have `captured` changes or not, whether they have changed since it was refreshed; nothing if nobody knows.
std::optional<bool> is_pending(const watched_table& table, bool captured) {
    if (table.needs_refresh) { return true; }
    if (!table.planned.has_capture) { return std::nullopt; }
    return table.marked.empty() ? captured : is_any_marked(table);
}

/// Whether the sources of each table have changed since it was refreshed.
std::vector<std::optional<bool>> pending_of(const std::vector<watched_table>& tables) {
    const std::vector<bool> waiting = wait_for_changes(tables, pg::snapshot::of_transaction());
    std::vector<std::optional<bool>> all;
    all.reserve(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) { all.push_back(is_pending(tables[i], waiting[i])); }
    return all;
}

/// When the contents of each table were right: now, unless something waits for it, or for a stream table that it reads.
std::vector<std::optional<schedule::moment>> right_at(const std::vector<watched_table>& tables,
                                                      const std::vector<std::optional<bool>>& pending,
                                                      const schedule::graph& graph, schedule::moment now) {
    std::vector<std::optional<schedule::moment>> result(tables.size());
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

using freshness_row =
    std::tuple<std::int64_t, std::optional<bool>, std::optional<double>, std::optional<double>>;

std::vector<freshness_row> freshness() {
    const std::vector<watched_table> tables = load_tables();
    const schedule::network network = network_of(tables);
    const std::vector<std::optional<bool>> pending = pending_of(tables);
    const schedule::moment now = time_now();
    const auto right = right_at(tables, pending, network.tables(), now);
    std::vector<freshness_row> rows;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const auto age = right[i].transform([now](schedule::moment then) { return seconds(now - then); });
        rows.emplace_back(tables[i].planned.id, pending[i], age, seconds_of(network.when(i)));
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_freshness, freshness);
