#include "lifecycle/service.hpp"

#include "catalog/sla.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/options.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/standby.hpp"
#include "pg/value/function.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/rule.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <format>
#include <limits>
#include <variant>

namespace pgt::ext {
namespace {

void refuse_unscheduled(const stream_table& table) {
    if (!is_in_transaction(table.requested)) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("no scheduler refreshes stream table \"{}\" in mode {}",
                                 table.name.for_people(), name_of(table.requested)))
        .detail("The transactions that change its sources maintain it.")
        .hint("Leave it out, or alter it to mode DIFFERENTIAL.");
}

/// In the order of their numbers, in which all wait for each other. A refresh that runs comes to its end first: it holds the lock.
std::vector<stream_table> lock_all(const std::vector<std::string>& names) {
    std::vector<stream_table> found;
    for (const std::string& name : names) { found.push_back(require_own_stream_table(name)); }
    std::ranges::sort(found, {}, &stream_table::id);
    const auto same = std::ranges::unique(found, {}, &stream_table::id);
    found.erase(same.begin(), same.end());
    std::vector<stream_table> locked;
    for (const stream_table& one : found) {
        locked.push_back(lock_own_stream_table(one.name.sql().sql()));
        refuse_unscheduled(locked.back());
    }
    return locked;
}

/// Returns how many that changes.
int hold_all(const std::vector<std::string>& names, bool hold) {
    int count = 0;
    for (stream_table& one : lock_all(names)) {
        if (one.is_held == hold) { continue; }
        one.is_held = hold;
        update_settings(one);
        ++count;
    }
    return count;
}

std::string sentence(int count, const char* done) {
    return std::format("{} {} {}", count, count == 1 ? "stream table" : "stream tables", done);
}

constexpr double critical_seconds = 5;
constexpr double standard_seconds = 30;

const char* class_for(double seconds) {
    if (seconds <= critical_seconds) { return "critical"; }
    return seconds <= standard_seconds ? "standard" : "background";
}

/// As far as the setting for the shortest schedule allows.
void shorten_schedule(stream_table& table, double seconds) {
    const schedule::rule own = schedule::parse_rule(table.schedule.value_or("calculated"), 0);
    if (std::holds_alternative<schedule::cron>(own.when)) {
        throw user_error(
            sqlstate::invalid_parameter_value,
            std::format("stream table \"{}\" is refreshed by a cron schedule", table.name.for_people()))
            .detail("It does not follow changes, so no age of its contents can be promised.")
            .hint("Give it a duration or a calculated schedule first.");
    }
    const auto* const fixed = std::get_if<schedule::every>(&own.when);
    if (fixed != nullptr && static_cast<double>(fixed->time.count()) <= seconds) { return; }
    const auto whole = static_cast<std::int64_t>(std::floor(seconds));
    table.schedule = std::format("{}s", std::max<std::int64_t>(whole, settings::min_schedule_seconds()));
}

} // namespace

std::string pause_scheduler(const std::vector<std::string>& names) {
    pg::refuse_on_standby("pause the scheduler");
    pg::refuse_if_restricted("pause_scheduler()");
    return sentence(hold_all(names, true), "paused");
}

std::string resume_scheduler(const std::vector<std::string>& names) {
    pg::refuse_on_standby("resume the scheduler");
    pg::refuse_if_restricted("resume_scheduler()");
    return sentence(hold_all(names, false), "resumed");
}

void set_freshness_deadline(const std::string& name, std::optional<double> seconds,
                            std::optional<double> error_budget) {
    pg::refuse_on_standby("alter stream tables");
    pg::refuse_if_restricted("set_stream_table_sla()");
    constexpr double longest = 365.0 * 86400;
    if (!seconds || !(*seconds > 0) || *seconds > longest) {
        throw user_error(sqlstate::invalid_parameter_value,
                         "the time must be more than zero and at most a year")
            .hint("Pass an interval such as 10 seconds.");
    }
    // The bounds of pg_trickle.sla_error_budget: shares of smaller budgets would be no numbers any more.
    if (error_budget && !(*error_budget >= 0.000001 && *error_budget <= 0.999999)) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("error_budget must not be {}", *error_budget))
            .detail("It is the part of the time for which the contents may be older, and of the refreshes "
                    "that may fail.")
            .hint("Pass a number between 0.000001 and 0.999999, such as 0.01.");
    }
    stream_table table = lock_own_stream_table(name);
    refuse_unscheduled(table);
    shorten_schedule(table, *seconds);
    table.service = class_for(*seconds);
    table.deadline_ms = std::max<std::int64_t>(std::llround(*seconds * 1000), 1);
    update_settings(table);
    set_error_budget(table.id, error_budget);
}

} // namespace pgt::ext

PGT_SQL_FUNCTION(pgtrickle_pause_scheduler, pgt::ext::pause_scheduler);
PGT_SQL_FUNCTION(pgtrickle_resume_scheduler, pgt::ext::resume_scheduler);
PGT_SQL_FUNCTION(pgtrickle_set_freshness_deadline, pgt::ext::set_freshness_deadline);
