#include "lifecycle/alter.hpp"

#include "catalog/stream_table_lock.hpp"
#include "lifecycle/reinitialise.hpp"
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

} // namespace

void alter_stream_table(const alteration& wanted) {
    pg::refuse_on_standby("alter stream tables");
    pg::refuse_if_restricted("alter_stream_table()");
    if (wanted.status) { check_status(*wanted.status); }
    stream_table table = lock_own_stream_table(wanted.name);
    if (wanted.when) { table.schedule = stored(*wanted.when); }
    if (wanted.status) { table.status = *wanted.status; }
    table.diamonds = {wanted.diamond_consistency.value_or(table.diamonds.consistency),
                      wanted.diamond_policy.value_or(table.diamonds.policy)};
    check_diamonds(table.diamonds);
    const bool has_new_mode = wanted.mode && *wanted.mode != table.requested;
    if (has_new_mode) { table.requested = *wanted.mode; }
    update_settings(table);
    pg::count_command();
    pg::crash_point("alter.stored");
    if (!has_new_mode) { return; }
    const refresh_guard guard(table);
    reinitialise(table, std::format("mode {}", name_of(table.requested)), initiator::manual);
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
    table.status = table.is_populated ? table_status::active : table_status::initializing;
    update_settings(table);
}

} // namespace pgt::ext
