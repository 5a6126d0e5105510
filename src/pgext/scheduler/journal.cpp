#include "scheduler/journal.hpp"

#include "catalog/session.hpp"
#include "catalog/sla.hpp"
#include "settings/settings.hpp"

namespace pgt::ext {
namespace {

/// The most rows that one statement deletes, so that a long history does not delay refreshes.
constexpr std::int32_t rows_at_once = 5000;

/// Deletes the oldest rows that are too old; returns how many. They are numbered in about the order in which they began.
std::uint64_t prune_by_age() {
    if (settings::history_retention_days() == 0) { return 0; }
    const catalog_session session;
    return session.sql()
        .run(
            sql::build(
                "delete from pgtrickle_catalog.pgt_refresh_history where refresh_id in"
                " (select refresh_id from pgtrickle_catalog.pgt_refresh_history order by refresh_id limit $2)"
                " and start_time < now() - make_interval(days => $1)"),
            {}, std::int32_t{settings::history_retention_days()}, rows_at_once)
        .processed();
}

/// Deletes the oldest rows of a table beyond the allowed number; returns how many.
std::uint64_t prune_by_number(std::int64_t table) {
    if (settings::history_max_rows() == 0) { return 0; }
    const catalog_session session;
    static const pg::statement& prune = *new pg::statement(
        session.sql(),
        sql::build("delete from pgtrickle_catalog.pgt_refresh_history where refresh_id in"
                   " (select refresh_id from pgtrickle_catalog.pgt_refresh_history where pgt_id = $1 and "
                   "refresh_id <="
                   " (select refresh_id from pgtrickle_catalog.pgt_refresh_history where pgt_id = $1"
                   " order by refresh_id desc offset $2 limit 1) order by refresh_id limit $3)"),
        pg::types<std::int64_t, std::int32_t, std::int32_t>());
    return prune.run(session.sql(), {}, table, std::int32_t{settings::history_max_rows()}, rows_at_once)
        .processed();
}

} // namespace

std::vector<std::int64_t> add_announcements(std::span<const std::int64_t> tables, initiator by) {
    const catalog_session session;
    static const pg::statement& write = *new pg::statement(
        session.sql(),
        sql::build(
            "insert into pgtrickle_catalog.pgt_refresh_history (pgt_id, start_time, action, status, "
            "initiated_by)"
            " select $1, clock_timestamp(), refresh_mode, {}, $2 from pgtrickle_catalog.pgt_stream_tables"
            " where pgt_id = $1 returning refresh_id",
            sql::literal{"RUNNING"}),
        pg::types<std::int64_t, std::string_view>());
    std::vector<std::int64_t> all;
    for (const std::int64_t one : tables) {
        const auto number = write.run(session.sql(), {}, one, name_of(by)).value<std::int64_t>();
        if (number) { all.push_back(*number); }
    }
    return all;
}

void remove_announcements(std::span<const std::int64_t> refreshes) {
    const catalog_session session;
    static const pg::statement& forget = *new pg::statement(
        session.sql(), sql::build("delete from pgtrickle_catalog.pgt_refresh_history where refresh_id = $1"),
        pg::types<std::int64_t>());
    for (const std::int64_t one : refreshes) { forget.run(session.sql(), {}, one); }
}

void fail_interrupted(std::optional<std::int64_t> of) {
    const catalog_session session;
    session.sql().run(
        sql::build(
            "with interrupted as (update pgtrickle_catalog.pgt_refresh_history set status = {},"
            " end_time = clock_timestamp(), error_message = $1"
            " where status = {} and pgt_id = coalesce($2, pgt_id) returning pgt_id)"
            " update pgtrickle_catalog.pgt_stream_tables set consecutive_errors = consecutive_errors + 1,"
            " failed_refreshes = failed_refreshes + 1, last_error_message = $1,"
            " last_error_at = clock_timestamp() where pgt_id in (select pgt_id from interrupted)",
            sql::literal{"FAILED"}, sql::literal{"RUNNING"}),
        {}, std::string_view("interrupted: the process that ran it or the server ended"), of);
}

void record_failure(std::int64_t table, const failed_refresh& why, std::optional<table_status> status,
                    std::span<const std::int64_t> announcements) {
    remove_announcements(announcements);
    const catalog_session session;
    session.sql().run(
        sql::build(
            "with failed as (update pgtrickle_catalog.pgt_stream_tables set"
            " consecutive_errors = consecutive_errors + 1, failed_refreshes = failed_refreshes + 1,"
            " last_error_message = $2, last_error_sqlstate = $4, last_error_at = clock_timestamp(),"
            " status = coalesce($3, status) where pgt_id = $1 returning pgt_id, refresh_mode)"
            " insert into pgtrickle_catalog.pgt_refresh_history"
            " (pgt_id, start_time, end_time, action, status, initiated_by, error_message, error_sqlstate)"
            " select pgt_id, now(), clock_timestamp(), refresh_mode, {}, {}, $2, $4 from failed",
            sql::literal{"FAILED"}, sql::literal{"SCHEDULER"}),
        {}, table, why.message, status ? std::optional<std::string_view>(name_of(*status)) : std::nullopt,
        why.sqlstate);
}

bool prune_history(const roster& tables) {
    bool is_done = prune_by_age() < rows_at_once;
    if (const int days = settings::history_retention_days(); days > 0) {
        is_done = prune_breaches(days, rows_at_once) < rows_at_once && is_done;
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
        is_done = prune_by_number(tables[i].row.planned.id) < rows_at_once && is_done;
    }
    return is_done;
}

} // namespace pgt::ext
