#include "catalog/history.hpp"

#include "catalog/session.hpp"

#include <array>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::array<std::string_view, 3> actions{"FULL", "DIFFERENTIAL", "REINITIALIZE"};
constexpr std::array<std::string_view, 3> initiators{"INITIAL", "MANUAL", "SCHEDULER"};

std::optional<std::string_view> null_if_empty(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

} // namespace

std::string_view name_of(refresh_action action) { return actions.at(std::to_underlying(action)); }

void record_refresh(std::int64_t id, const refresh_record& done) {
    const catalog_session session;
    static const pg::statement& write = *new pg::statement(
        session.sql(),
        sql::build(
            "with history as (insert into pgtrickle.pgt_refresh_history"
            " (pgt_id, data_timestamp, start_time, end_time, action, status, initiated_by, rows_inserted,"
            " rows_updated, rows_deleted, delta_row_count, was_full_fallback, reason, read_ms, plan_ms,"
            " apply_ms) values ($1, $2, $3, clock_timestamp(), $4, {}, $5, $6, $7, $8, $9, $10, $11, $12,"
            " $13, $14) returning end_time)"
            " update pgtrickle.pgt_stream_tables set is_populated = true,"
            " status = case when status in ({}, {}) then {} else status end,"
            " data_timestamp = $2, frontier = $15, last_refresh_at = history.end_time,"
            " effective_refresh_mode = $4, last_full_ms = coalesce($16, last_full_ms),"
            " last_full_blocks = coalesce($18, last_full_blocks),"
            " last_delta_ms_per_row = coalesce($17, last_delta_ms_per_row), consecutive_errors = 0,"
            " last_error_message = null, last_error_at = null, needs_reinit = false, reinit_reason = null"
            " from history where pgt_id = $1",
            sql::literal{"COMPLETED"}, sql::literal{"INITIALIZING"}, sql::literal{"ERROR"},
            sql::literal{"ACTIVE"}),
        pg::types<std::int64_t, pg::moment, pg::moment, std::string_view, std::string_view, std::int64_t,
                  std::int64_t, std::int64_t, std::int64_t, bool, std::string_view, double, double, double,
                  std::string_view, double, double, std::int64_t>());
    write.run(session.sql(), {}, id, done.data, done.started, name_of(done.action),
              initiators.at(std::to_underlying(done.by)), done.inserted, done.updated, done.deleted,
              done.changes, done.was_fallback, null_if_empty(done.reason), done.read_ms, done.plan_ms,
              done.apply_ms, null_if_empty(done.frontier), done.full_ms, done.delta_ms_per_row,
              done.full_blocks);
}

} // namespace pgt::ext
