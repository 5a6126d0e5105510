#include "catalog/history.hpp"

#include "catalog/rows.hpp"
#include "pg/value/clock.hpp"

#include <array>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::array<std::string_view, 3> actions{"FULL", "DIFFERENTIAL", "REINITIALIZE"};
constexpr std::array<std::string_view, 3> initiators{"INITIAL", "MANUAL", "SCHEDULER"};

std::optional<std::string_view> null_if_empty(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

template <class T> pg::assignment set(std::size_t column, const T& value) {
    return {.column = column, .value = pg::nullable_value<T>::to(value)};
}
pg::assignment set_null(std::size_t column) { return {.column = column, .value = {}}; }

pg::catalog_layout& history_layout() {
    static auto& layout = *new pg::catalog_layout(
        "pgtrickle_catalog", "pgt_refresh_history",
        {"pgt_id", "data_timestamp", "start_time", "end_time", "action", "status", "initiated_by",
         "rows_inserted", "rows_updated", "rows_deleted", "delta_row_count", "was_full_fallback", "reason",
         "read_ms", "plan_ms", "apply_ms"});
    return layout;
}

void add_to_history(std::int64_t id, const refresh_record& done, pg::moment end) {
    std::size_t next = 0;
    const auto value = [&next](const auto& of) { return set(next++, of); };
    const std::array row{value(id),
                         value(done.data),
                         value(done.started),
                         value(end),
                         value(name_of(done.action)),
                         value(std::string_view("COMPLETED")),
                         value(name_of(done.by)),
                         value(done.inserted),
                         value(done.updated),
                         value(done.deleted),
                         value(done.changes),
                         value(done.was_fallback),
                         value(null_if_empty(done.reason)),
                         value(done.read_ms),
                         value(done.plan_ms),
                         value(done.apply_ms)};
    pg::catalog_table(history_layout(), pg::lock_mode::row_exclusive).insert(row);
}

double milliseconds_between(pg::moment start, pg::moment end) {
    return static_cast<double>(static_cast<std::int64_t>(end) - static_cast<std::int64_t>(start)) / 1000;
}

/// Adds what a refresh did to the counts of all refreshes.
void count(std::vector<pg::assignment>& row, const pg::catalog_row& before, const refresh_record& done,
           pg::moment end) {
    namespace column = table_column;
    const auto add = [&](std::size_t to, auto more) {
        row.push_back(set(to, before.get<decltype(more)>(to) + more));
    };
    add(column::successful_refreshes, std::int64_t{1});
    add(column::total_rows_inserted, done.inserted);
    add(column::total_rows_updated, done.updated);
    add(column::total_rows_deleted, done.deleted);
    add(column::total_refresh_ms, milliseconds_between(done.started, end));
}

/// What the row of the stream table becomes.
std::vector<pg::assignment> refreshed(const pg::catalog_row& before, const refresh_record& done,
                                      pg::moment end) {
    namespace column = table_column;
    std::vector<pg::assignment> row{set(column::is_populated, true),
                                    set(column::data_timestamp, done.data),
                                    set(column::frontier, null_if_empty(done.frontier)),
                                    set(column::last_refresh_at, end),
                                    set(column::effective_refresh_mode, name_of(done.action)),
                                    set(column::consecutive_errors, std::int32_t{0}),
                                    set_null(column::last_error_message),
                                    set_null(column::last_error_sqlstate),
                                    set_null(column::last_error_at)};
    const auto now = parse_status(before.get<std::string>(column::status));
    const bool was_given_up =
        now == table_status::suspended && before.get<std::int32_t>(column::consecutive_errors) > 0;
    if (now == table_status::initializing || now == table_status::error || was_given_up) {
        row.push_back(set(column::status, name_of(table_status::active)));
    }
    count(row, before, done, end);
    if (done.full_ms) { row.push_back(set(column::last_full_ms, done.full_ms)); }
    if (done.full_blocks) { row.push_back(set(column::last_full_blocks, done.full_blocks)); }
    if (done.delta_ms_per_row) { row.push_back(set(column::last_delta_ms_per_row, done.delta_ms_per_row)); }
    // What was asked for while the refresh was running is still to be done.
    if (before.get<std::int64_t>(column::generation) == done.generation) {
        row.push_back(set(column::needs_reinit, false));
        row.push_back(set_null(column::reinit_reason));
    }
    return row;
}

} // namespace

std::string_view name_of(refresh_action action) { return actions.at(std::to_underlying(action)); }
std::string_view name_of(initiator by) { return initiators.at(std::to_underlying(by)); }

void record_refresh(std::int64_t id, const refresh_record& done) {
    const pg::moment end = pg::now();
    add_to_history(id, done, end);
    pg::catalog_table(table_layout(), pg::lock_mode::row_exclusive)
        .update(table_column::pgt_id, static_cast<pg::datum>(id),
                [&](const pg::catalog_row& before) { return refreshed(before, done, end); });
}

} // namespace pgt::ext
