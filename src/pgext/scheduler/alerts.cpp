#include "scheduler/alerts.hpp"

#include "catalog/alert.hpp"
#include "catalog/schedule_time.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/failure.hpp"
#include "settings/settings.hpp"

#include <chrono>
#include <format>
#include <string>
#include <utility>

namespace pgt::ext {
namespace {

using schedule::time_point;

bool is_recent(std::optional<time_point> alerted, time_point now) {
    return alerted && now < *alerted + std::chrono::seconds(settings::schedule_alert_cooldown_seconds());
}

} // namespace

void send_alert(std::string_view event, const pg::relation_name& table, std::string_view key,
                std::string_view about) {
    (void)succeeds("sending an alert", [&] {
        pg::worker_transaction transaction;
        notify_alert(event, table, key, about);
        transaction.commit();
    });
}

void send_alert(std::string_view event) {
    (void)succeeds("sending an alert", [&] {
        pg::worker_transaction transaction;
        notify_alert(event);
        transaction.commit();
    });
}

void alert_stale(roster& tables, time_point now) {
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const schedule::progress& state = tables.progress(i);
        scheduled_table& table = tables[i];
        if (!state.active || !schedule::is_stale(tables.cadence(i), state, now) ||
            is_recent(table.alerted_stale, now)) {
            continue;
        }
        table.alerted_stale = now;
        const auto waited =
            std::chrono::duration_cast<std::chrono::seconds>(now - state.waiting_since().value_or(now));
        send_alert("stale_data", table.row.name, "pending_seconds", std::to_string(waited.count()));
    }
}

void alert_left_behind(roster& tables) {
    for (std::size_t i = 0; i < tables.size(); ++i) {
        scheduled_table& table = tables[i];
        const bool was_alerted = std::exchange(table.alerted_left_behind, table.row.is_left_behind);
        if (table.row.is_left_behind && !was_alerted) { send_alert("auto_suspended", table.row.name); }
    }
}

void alert_breach(scheduled_table& table, schedule::span interval, schedule::span took) {
    const time_point now = time_now();
    if (!table.row.deadline || interval + took <= *table.row.deadline ||
        is_recent(table.alerted_breach, now)) {
        return;
    }
    table.alerted_breach = now;
    send_alert("predicted_sla_breach", table.row.name, "expected_seconds",
               std::format("{:.3f}", std::chrono::duration<double>(interval + took).count()));
}

void alert_falling_behind(scheduled_table& table, schedule::span took) {
    const time_point now = time_now();
    if (is_recent(table.alerted_late, now)) { return; }
    table.alerted_late = now;
    send_alert("scheduler_falling_behind", table.row.name, "refresh_seconds",
               std::format("{:.3f}", std::chrono::duration<double>(took).count()));
}

} // namespace pgt::ext
