#include "scheduler/waiting.hpp"

#include "catalog/conditions.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/alerts.hpp"
#include "scheduler/failure.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace pgt::ext {
namespace {

using schedule::time_point;

/// It waits no longer, or has nothing to apply.
void end_wait(scheduled_table& table) {
    table.recorded_wait.reset();
    table.waits_since.reset();
    if (std::exchange(table.alerted_stuck, false)) { send_alert("watermark_resumed", table.row.name); }
}

/// Returns when the alert is due; nothing: it was sent, or there is none.
std::optional<time_point> alert_stuck(scheduled_table& table, time_point now) {
    const int timeout = settings::watermark_holdback_timeout();
    if (timeout == 0 || table.alerted_stuck || !table.row.reads_watermarks) { return std::nullopt; }
    const time_point due = *table.waits_since + std::chrono::seconds(timeout);
    if (now < due) { return due; }
    table.alerted_stuck = true;
    send_alert("watermark_stuck", table.row.name, "reason", *table.row.waits);
    return std::nullopt;
}

void record(scheduled_table& table) {
    if (table.recorded_wait == table.row.waits) { return; }
    table.recorded_wait = table.row.waits;
    (void)succeeds("recording that a stream table waits", [&table] {
        pg::worker_transaction transaction;
        record_wait(table.row.planned.id, *table.row.waits);
        transaction.commit();
    });
}

} // namespace

std::optional<time_point> note_waiting(roster& tables, time_point now) {
    std::optional<time_point> next;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const schedule::progress& state = tables.progress(i);
        scheduled_table& table = tables[i];
        const bool has_work = state.waiting_since() || !state.last;
        if (!state.active || !table.row.waits || !has_work) {
            end_wait(table);
            continue;
        }
        if (!table.waits_since) { table.waits_since = now; }
        record(table);
        const auto due = alert_stuck(table, now);
        if (due) { next = std::min(next.value_or(*due), *due); }
    }
    return next;
}

} // namespace pgt::ext
