#include "scheduler/watcher.hpp"

#include "catalog/alert.hpp"
#include "catalog/session.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/failure.hpp"
#include "settings/report_settings.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <tuple>
#include <vector>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;

/// Also if alerts may be repeated at once.
constexpr schedule::span shortest_rest = 1s;

/// Event, schema and name, and what else there is to say.
using standing_alert = std::tuple<std::string, std::string, std::string, std::string, std::string>;

std::vector<standing_alert> standing_alerts() {
    const catalog_session session;
    return session.sql()
        .run(sql::build(
            "select event, relation_schema, relation_name, key, about from pgtrickle.standing_alerts()"))
        .all<std::string, std::string, std::string, std::string, std::string>();
}

} // namespace

/// Returns whether there was any.
bool watcher::send_all() {
    pg::worker_transaction transaction;
    const std::vector<standing_alert> all = standing_alerts();
    for (const auto& [event, schema, name, key, about] : all) {
        notify_alert(event, {schema, name}, key, about);
    }
    transaction.commit();
    return !all.empty();
}

std::optional<schedule::time_point> watcher::work(schedule::time_point now) {
    // That nothing changes is no news.
    if (!has_news_ && settings::no_changes_alert_seconds() == 0) { return std::nullopt; }
    if (next_ && now < *next_) { return next_; }
    bool has_any = false;
    const bool has_looked = succeeds("looking for what lasts", [&] { has_any = send_all(); });
    has_news_ = has_any || !has_looked;
    const schedule::span cooldown = std::chrono::seconds(settings::schedule_alert_cooldown_seconds());
    next_ = now + std::max(cooldown, shortest_rest);
    return has_news_ || settings::no_changes_alert_seconds() > 0 ? next_ : std::nullopt;
}

} // namespace pgt::ext
