#include "lifecycle/alter.hpp"

#include "catalog/alert.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "lifecycle/reinitialise.hpp"
#include "lifecycle/reinitialise_marked.hpp"
#include "lifecycle/sources.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/crash_point.hpp"
#include "refresh/guard.hpp"

#include <pgt/error.hpp>

#include <format>

namespace pgt::ext {
namespace {

void check_status(table_status status) {
    if (status == table_status::active || status == table_status::suspended ||
        status == table_status::paused) {
        return;
    }
    throw user_error(sqlstate::invalid_parameter_value, std::format("cannot set status {}", name_of(status)))
        .hint("Use ACTIVE, PAUSED or SUSPENDED.");
}

/// A writer that has locked a source waits for the stream table: so the sources are locked first. Writers lock none but those that they
/// maintain.
stream_table lock_for_alteration(const alteration& wanted) {
    const stream_table before = require_own_stream_table(wanted.name);
    const bool concerns_writers =
        is_in_transaction(before.mode) || (wanted.mode && is_in_transaction(*wanted.mode));
    if (wanted.mode && *wanted.mode != before.requested && concerns_writers) { keep_writers_out(before); }
    return lock_own_stream_table(wanted.name);
}

constexpr const char* schedule_after_upkeep = "1m";

void change_mode(stream_table& table, refresh_mode mode, bool has_schedule) {
    if (is_in_transaction(table.requested) && !has_schedule) { table.schedule = schedule_after_upkeep; }
    table.requested = mode;
}

void check_in_transaction(stream_table& table, bool may_be_suspended) {
    if (!is_in_transaction(table.requested)) { return; }
    table.schedule.reset();
    if (may_be_suspended || is_refreshed_by_scheduler(table.status) || table.status == table_status::error) {
        return;
    }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("stream table \"{}\" in mode {} cannot be {}", table.name.for_people(),
                                 name_of(table.requested),
                                 table.status == table_status::paused ? "paused" : "suspended"))
        .detail("The transactions that change its sources maintain it.")
        .hint("Alter it to mode DIFFERENTIAL, or drop it.");
}

} // namespace

void alter_stream_table(const alteration& wanted) {
    pg::refuse_on_standby("alter stream tables");
    pg::refuse_if_restricted("alter_stream_table()");
    if (wanted.status) { check_status(*wanted.status); }
    stream_table table = lock_for_alteration(wanted);
    if (wanted.when) { table.schedule = stored(*wanted.when); }
    const bool was_suspended = is_suspended_by_upkeep(table.mode, table.status);
    // By a refresh, not by writing its status: errors of upkeep have left it behind.
    const bool resumes = was_suspended && wanted.status == table_status::active;
    if (wanted.status && !resumes) { table.status = *wanted.status; }
    table.diamonds = {wanted.diamond_consistency.value_or(table.diamonds.consistency),
                      wanted.diamond_policy.value_or(table.diamonds.policy)};
    check_diamonds(table.diamonds);
    if (wanted.upkeep_errors) { table.upkeep_errors = *wanted.upkeep_errors; }
    const bool has_new_mode = wanted.mode && *wanted.mode != table.requested;
    if (has_new_mode) { change_mode(table, *wanted.mode, wanted.when.has_value()); }
    check_in_transaction(table, was_suspended && (resumes || !wanted.status));
    update_settings(table);
    if (wanted.fuse.is_any()) { alter_fuse(table, wanted.fuse); }
    pg::count_command();
    pg::crash_point("alter.stored");
    if (!has_new_mode && resumes) { refresh_locked_table(table, initiator::manual); }
    if (!has_new_mode) { return; }
    {
        const refresh_guard guard(table);
        reinitialise(table, std::format("mode {}", name_of(table.requested)), initiator::manual);
    }
    reinitialise_marked();
}

void resume_stream_table(const std::string& written) {
    pg::refuse_on_standby("resume stream tables");
    pg::refuse_if_restricted("resume_stream_table()");
    stream_table table = lock_own_stream_table(written);
    if (table.status == table_status::active || table.status == table_status::initializing) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("stream table \"{}\" is not suspended", table.name.for_people()))
            .detail(std::format("Its status is {}.", name_of(table.status)));
    }
    if (is_suspended_by_upkeep(table.mode, table.status)) {
        return refresh_locked_table(table, initiator::manual);
    }
    table.status = table.is_populated ? table_status::active : table_status::initializing;
    update_settings(table);
    notify_alert("resumed", table.name);
}

} // namespace pgt::ext
