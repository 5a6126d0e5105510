#include "catalog/history.hpp"

#include "catalog/rows.hpp"
#include "catalog/session.hpp"
#include "pg/value/clock.hpp"

#include <array>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::array<std::string_view, 3> actions{"FULL", "DIFFERENTIAL", "REINITIALIZE"};
constexpr std::array<std::string_view, 3> initiators{"INITIAL", "MANUAL", "SCHEDULER"};

template <class T> pg::assignment set(std::size_t column, const T& value) {
    return {.column = column, .value = pg::nullable_value<T>::to(value)};
}
pg::assignment set_null(std::size_t column) { return {.column = column, .value = {}}; }

/// What a row of the history is made of.
struct completed {
    std::int64_t id;
    const refresh_record& refresh;
    pg::moment end;
};
struct history_column {
    const char* name;
    pg::nullable_datum (*value)(const completed& of);
};
template <auto Value> constexpr history_column column(const char* name) {
    return {.name = name, .value = [](const completed& of) {
                return pg::nullable_value<std::remove_cvref_t<decltype(Value(of))>>::to(Value(of));
            }};
}
std::optional<std::string_view> reason_of(const refresh_record& refresh) {
    return refresh.reason.empty() ? std::nullopt : std::optional<std::string_view>(refresh.reason);
}

constexpr std::array history_columns{
    column<[](const completed& of) { return of.id; }>("pgt_id"),
    column<[](const completed& of) { return of.refresh.data; }>("data_timestamp"),
    column<[](const completed& of) { return of.refresh.started; }>("start_time"),
    column<[](const completed& of) { return of.end; }>("end_time"),
    column<[](const completed& of) { return name_of(of.refresh.action); }>("action"),
    column<[](const completed& /*of*/) { return std::string_view("COMPLETED"); }>("status"),
    column<[](const completed& of) { return initiators.at(std::to_underlying(of.refresh.by)); }>(
        "initiated_by"),
    column<[](const completed& of) { return of.refresh.inserted; }>("rows_inserted"),
    column<[](const completed& of) { return of.refresh.updated; }>("rows_updated"),
    column<[](const completed& of) { return of.refresh.deleted; }>("rows_deleted"),
    column<[](const completed& of) { return of.refresh.changes; }>("delta_row_count"),
    column<[](const completed& of) { return of.refresh.was_fallback; }>("was_full_fallback"),
    column<[](const completed& of) { return reason_of(of.refresh); }>("reason"),
    column<[](const completed& of) { return of.refresh.read_ms; }>("read_ms"),
    column<[](const completed& of) { return of.refresh.plan_ms; }>("plan_ms"),
    column<[](const completed& of) { return of.refresh.apply_ms; }>("apply_ms"),
};

pg::catalog_layout& history_layout() {
    static auto& layout = *[] {
        std::vector<const char*> names;
        for (const history_column& one : history_columns) { names.push_back(one.name); }
        return new pg::catalog_layout("pgtrickle_catalog", "pgt_refresh_history", std::move(names));
    }();
    return layout;
}

void add_to_history(const completed& refresh) {
    std::array<pg::assignment, history_columns.size()> row{};
    for (std::size_t i = 0; i < row.size(); ++i) {
        row[i] = {.column = i, .value = history_columns[i].value(refresh)};
    }
    pg::catalog_table(history_layout(), pg::lock_mode::row_exclusive).insert(row);
}

double milliseconds_between(pg::moment start, pg::moment end) {
    return static_cast<double>(static_cast<std::int64_t>(end) - static_cast<std::int64_t>(start)) / 1000;
}

/// Adds what a refresh did to the counts of all refreshes.
void count(std::vector<pg::assignment>& row, const pg::catalog_row& before, const refresh_record& done,
           pg::moment end) {
    const auto add = [&](std::size_t to, auto more) {
        row.push_back(set(to, before.get<decltype(more)>(to) + more));
    };
    add(table_column("successful_refreshes"), std::int64_t{1});
    add(table_column("total_rows_inserted"), done.inserted);
    add(table_column("total_rows_updated"), done.updated);
    add(table_column("total_rows_deleted"), done.deleted);
    add(table_column("total_refresh_ms"), milliseconds_between(done.started, end));
}

/// What the row of the stream table becomes.
std::vector<pg::assignment> refreshed(const pg::catalog_row& before, const refresh_record& done,
                                      pg::moment end) {
    stream_table now_applied;
    now_applied.frontier = done.frontier;
    constexpr std::size_t frontier_column = table_column("frontier");
    std::vector<pg::assignment> row{
        set(table_column("is_populated"), true),
        set(table_column("data_timestamp"), done.data),
        {.column = frontier_column, .value = stream_table_fields[frontier_column].write(now_applied)},
        set(table_column("last_refresh_at"), end),
        set(table_column("effective_refresh_mode"), name_of(done.action)),
        set(table_column("consecutive_errors"), std::int32_t{0}),
        set_null(table_column("last_error_message")),
        set_null(table_column("last_error_sqlstate")),
        set_null(table_column("last_error_at"))};
    const auto now = parse_status(before.get<std::string>(table_column("status")));
    const bool was_given_up =
        now == table_status::suspended && before.get<std::int32_t>(table_column("consecutive_errors")) > 0;
    if (now == table_status::initializing || now == table_status::error || was_given_up) {
        row.push_back(set(table_column("status"), name_of(table_status::active)));
    }
    count(row, before, done, end);
    if (done.full_ms) { row.push_back(set(table_column("last_full_ms"), done.full_ms)); }
    if (done.full_blocks) { row.push_back(set(table_column("last_full_blocks"), done.full_blocks)); }
    if (done.delta_ms_per_row) {
        row.push_back(set(table_column("last_delta_ms_per_row"), done.delta_ms_per_row));
    }
    if (done.action != refresh_action::differential) {
        row.push_back(set_null(table_column("changes_skipped_at")));
    }
    // What was requested while the refresh was running is still to be done.
    if (before.get<std::int64_t>(table_column("generation")) == done.generation) {
        row.push_back(set(table_column("needs_reinit"), false));
        row.push_back(set_null(table_column("reinit_reason")));
    }
    return row;
}

} // namespace

std::string_view name_of(refresh_action action) { return actions.at(std::to_underlying(action)); }
std::string_view name_of(initiator by) { return initiators.at(std::to_underlying(by)); }

void record_refresh(std::int64_t id, const refresh_record& done) {
    const pg::moment end = pg::now();
    add_to_history({.id = id, .refresh = done, .end = end});
    pg::catalog_table(table_layout(), pg::lock_mode::row_exclusive)
        .update(table_column("pgt_id"), static_cast<pg::datum>(id),
                [&](const pg::catalog_row& before) { return refreshed(before, done, end); });
}

pg::moment moment_of_contents(std::int64_t id) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select data_timestamp from pgtrickle_catalog.pgt_stream_tables where pgt_id = $1"),
             {}, id)
        .value<pg::moment>()
        .value();
}

} // namespace pgt::ext
