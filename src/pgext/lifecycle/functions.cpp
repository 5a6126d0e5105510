/// The SQL functions that create, alter, refresh and drop stream tables.
#include "catalog/store.hpp"
#include "lifecycle/alter.hpp"
#include "lifecycle/arguments.hpp"
#include "lifecycle/bulk.hpp"
#include "lifecycle/create.hpp"
#include "lifecycle/drop.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "lifecycle/replace.hpp"
#include "lifecycle/retype.hpp"
#include "pg/access/standby.hpp"
#include "pg/query/user_statement.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/duration.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace {

using namespace pgt;

constexpr pg::nullable_datum nothing{.value = 0, .is_null = false};

pg::nullable_datum create(const pg::function_call& call) {
    ext::create_stream_table(ext::read_creation(call));
    return nothing;
}

pg::nullable_datum create_if_not_exists(const pg::function_call& call) {
    ext::create_stream_table_if_not_exists(ext::read_creation(call));
    return nothing;
}

pg::nullable_datum create_or_replace(const pg::function_call& call) {
    ext::create_or_replace_stream_table(ext::read_creation(call));
    return nothing;
}

pg::nullable_datum alter(const pg::function_call& call) {
    (void)ext::alter_stream_table(ext::read_alteration(call));
    return nothing;
}

void refresh(const std::string& name, const std::optional<std::string>& force_mode) {
    std::optional<ext::refresh_mode> forced;
    if (force_mode) { forced = ext::parse_mode(*force_mode, "force_mode"); }
    ext::refresh_stream_table(name, forced);
}

/// The table is looked for first: a wrong name shall not cost what the statements do.
void write_and_refresh(const std::string& statements, const std::string& name) {
    pg::refuse_on_standby("refresh stream tables");
    (void)ext::require_maintained_stream_table(name);
    pg::run_for_user(statements);
    ext::refresh_stream_table(name, std::nullopt);
}

/// In seconds, by which the age of contents is measured.
double age(std::optional<double> seconds) {
    if (seconds && *seconds >= 0) { return *seconds; }
    throw user_error(sqlstate::invalid_parameter_value,
                     seconds ? "p_max_age must not be negative" : "p_max_age must not be NULL")
        .hint("Pass an interval such as 5 minutes.");
}

std::optional<std::int64_t> duration(const std::string& text) { return schedule::parse_duration(text); }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_create_stream_table, create);
PGT_SQL_FUNCTION(pgtrickle_create_stream_table_if_not_exists, create_if_not_exists);
PGT_SQL_FUNCTION(pgtrickle_create_or_replace_stream_table, create_or_replace);
PGT_SQL_FUNCTION(pgtrickle_alter_stream_table, alter);
PGT_SQL_FUNCTION(pgtrickle_alter_column_type, ext::alter_column_type);
PGT_SQL_FUNCTION(pgtrickle_bulk_create, ext::bulk_create);
PGT_SQL_FUNCTION(pgtrickle_bulk_alter_stream_tables, ext::bulk_alter);
PGT_SQL_FUNCTION(pgtrickle_bulk_drop_stream_tables, ext::bulk_drop);
PGT_SQL_FUNCTION(pgtrickle_pause_all, ext::pause_all);
PGT_SQL_FUNCTION(pgtrickle_resume_all, ext::resume_all);
PGT_SQL_FUNCTION(pgtrickle_resume_stream_table, ext::resume_stream_table);
PGT_SQL_FUNCTION(pgtrickle_drop_stream_table, ext::drop_stream_table);
PGT_SQL_FUNCTION(pgtrickle_refresh_stream_table, refresh);
PGT_SQL_FUNCTION(pgtrickle_write_and_refresh, write_and_refresh);
PGT_SQL_FUNCTION(pgtrickle_age_limit, age);
PGT_SQL_FUNCTION(pgtrickle_parse_duration_seconds, duration);
