/// pgtrickle_catalog.pgt_stream_tables, as C++ reads and writes it.
#pragma once

#include "catalog/field.hpp"
#include "catalog/stream_table.hpp"
#include "pg/access/catalog_table.hpp"

#include <pgt/error.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace pgt::ext {

template <> struct column_value<refresh_mode> : word_value<refresh_mode, parse_mode> {};
template <> struct column_value<table_status> : word_value<table_status, parse_status> {};
template <> struct column_value<frontier> {
    static constexpr pg::oid type = pg::sql_value<std::string>::type;
    static constexpr bool allows_null = false;
    static frontier from(pg::nullable_datum value, std::string_view /*column*/) {
        return frontier::parse(pg::nullable_value<std::string>::from(value));
    }
    static pg::nullable_datum to(const frontier& value) {
        return pg::nullable_value<std::string>::to(value.to_text());
    }
};

namespace detail {

/// Without a frontier that can be read it is not known which changes have been applied: the table has to be recomputed.
constexpr field<stream_table> frontier_field() {
    field<stream_table> made =
        null_field_of<stream_table, [](auto& of) -> auto& { return of.frontier; }>("frontier");
    made.read = [](stream_table& to, pg::nullable_datum value, std::string_view column) {
        if (value.is_null) { return; }
        try {
            to.frontier = column_value<frontier>::from(value, column);
        } catch (const user_error& unreadable) {
            to.needs_reinit = true;
            to.reinit_reason = unreadable.what();
        }
    };
    return made;
}

} // namespace detail

/// The columns that make a `stream_table`.
inline constexpr std::array stream_table_fields{
    field_of<stream_table, [](auto& of) -> auto& { return of.id; }>("pgt_id"),
    field_of<stream_table, [](auto& of) -> auto& { return of.relation; }>("pgt_relid"),
    field_of<stream_table, [](auto& of) -> auto& { return of.name.schema; }>("pgt_schema"),
    field_of<stream_table, [](auto& of) -> auto& { return of.name.name; }>("pgt_name"),
    field_of<stream_table, [](auto& of) -> auto& { return of.definition; }>("definition"),
    field_of<stream_table, [](auto& of) -> auto& { return of.requested; }>("requested_mode"),
    field_of<stream_table, [](auto& of) -> auto& { return of.mode; }>("refresh_mode"),
    field_of<stream_table, [](auto& of) -> auto& { return of.status; }>("status"),
    field_of<stream_table, [](auto& of) -> auto& { return of.failures; }>("consecutive_errors"),
    field_of<stream_table, [](auto& of) -> auto& { return of.is_populated; }>("is_populated"),
    field_of<stream_table, [](auto& of) -> auto& { return of.needs_reinit; }>("needs_reinit"),
    null_field_of<stream_table, [](auto& of) -> auto& { return of.reinit_reason; }>("reinit_reason"),
    field_of<stream_table, [](auto& of) -> auto& { return of.generation; }>("generation"),
    field_of<stream_table, [](auto& of) -> auto& { return of.schedule; }>("schedule"),
    field_of<stream_table, [](auto& of) -> auto& { return of.diamonds.consistency; }>("diamond_consistency"),
    field_of<stream_table, [](auto& of) -> auto& { return of.diamonds.policy; }>("diamond_schedule_policy"),
    field_of<stream_table, [](auto& of) -> auto& { return of.upkeep_errors; }>("upkeep_errors"),
    field_of<stream_table, [](auto& of) -> auto& { return of.tier; }>("refresh_tier"),
    field_of<stream_table, [](auto& of) -> auto& { return of.service; }>("service_class"),
    detail::frontier_field(), // after needs_reinit
    field_of<stream_table, [](auto& of) -> auto& { return of.full_ms; }>("last_full_ms"),
    null_field_of<stream_table, [](auto& of) -> auto& { return of.full_blocks; }>("last_full_blocks"),
    field_of<stream_table, [](auto& of) -> auto& { return of.delta_ms_per_row; }>("last_delta_ms_per_row"),
    field_of<stream_table, [](auto& of) -> auto& { return of.fingerprint; }>("fingerprint"),
    field_of<stream_table, [](auto& of) -> auto& { return of.locks_rows; }>("locks_rows"),
    field_of<stream_table, [](auto& of) -> auto& { return of.settings; }>("settings"),
    field_of<stream_table, [](auto& of) -> auto& { return of.fuse.mode; }>("fuse_mode"),
    field_of<stream_table, [](auto& of) -> auto& { return of.fuse.ceiling; }>("fuse_ceiling"),
    field_of<stream_table, [](auto& of) -> auto& { return of.fuse.sensitivity; }>("fuse_sensitivity"),
    field_of<stream_table, [](auto& of) -> auto& { return of.fuse.exceeded; }>("fuse_exceeded"),
    field_of<stream_table, [](auto& of) -> auto& { return of.fuse.is_blown; }>("fuse_is_blown"),
    field_of<stream_table, [](auto& of) -> auto& { return of.key_columns; }>("key_columns"),
    field_of<stream_table, [](auto& of) -> auto& { return of.cycle; }>("scc_id"),
    field_of<stream_table, [](auto& of) -> auto& { return of.row_errors; }>("row_errors"),
    field_of<stream_table, [](auto& of) -> auto& { return of.quarantine_states; }>("quarantine_states"),
    field_of<stream_table, [](auto& of) -> auto& { return of.spills; }>("consecutive_spills"),
    field_of<stream_table, [](auto& of) -> auto& { return of.is_held; }>("scheduling_paused"),
    field_of<stream_table, [](auto& of) -> auto& { return of.deadline_ms; }>("freshness_deadline_ms"),
};

/// The columns that refreshes write besides; they follow those above.
inline constexpr std::array refresh_columns{
    "data_timestamp",      "last_refresh_at",    "effective_refresh_mode", "last_error_message",
    "last_error_sqlstate", "last_error_at",      "successful_refreshes",   "total_rows_inserted",
    "total_rows_updated",  "total_rows_deleted", "total_refresh_ms",       "changes_skipped_at"};

/// The place of a column in `table_layout`; does not compile if there is none of that name.
consteval std::size_t table_column(std::string_view name) {
    for (std::size_t i = 0; i < refresh_columns.size(); ++i) {
        if (refresh_columns[i] == name) { return stream_table_fields.size() + i; }
    }
    return place_of(stream_table_fields, name);
}

/// pgtrickle_catalog.pgt_stream_tables, as this session knows it.
[[nodiscard]] pg::catalog_layout& table_layout();

/// The record that a row holds, whose layout begins with the fields. Throws as `read_field`.
template <class Record>
[[nodiscard]] Record read_record(std::span<const field<Record>> fields, const pg::catalog_row& row) {
    Record record;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        read_field(fields[i], record, row.at(i), row.type_of(i));
    }
    return record;
}

/// The columns of the fields, and then others.
template <class Record>
[[nodiscard]] std::vector<const char*> column_names(std::span<const field<Record>> fields,
                                                    std::span<const char* const> others = {}) {
    std::vector<const char*> names;
    for (const field<Record>& one : fields) { names.push_back(one.column); }
    names.insert(names.end(), others.begin(), others.end());
    return names;
}

} // namespace pgt::ext
