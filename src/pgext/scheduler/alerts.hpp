/// Notifications on the channel pgtrickle_alert.
#pragma once

#include "scheduler/roster.hpp"

#include <string_view>

namespace pgt::ext {

/// Sends JSON with the event, the table, and `about` under `key`, if there is one, in a transaction of its own. Every role may listen: it
/// must not contain data. A failure is only logged.
void send_alert(std::string_view event, const pg::relation_name& table, std::string_view key = {},
                std::string_view about = {});

/// The same about the database.
void send_alert(std::string_view event);

/// Of tables whose changes have waited for too long; each one again only after pg_trickle.schedule_alert_cooldown_seconds.
void alert_stale(roster& tables, schedule::time_point now);

/// Of tables in mode IMMEDIATE that an error of their upkeep has suspended; each once until it is right again.
void alert_left_behind(roster& tables);

/// Of a table whose contents may become older than its deadline: a change waits for `interval` and for a refresh that takes as long as the last one;
/// likewise.
void alert_breach(scheduled_table& table, schedule::span interval, schedule::span took);

/// Of a table whose refresh takes about as long as its schedule, or longer; likewise.
void alert_falling_behind(scheduled_table& table, schedule::span took);

} // namespace pgt::ext
