/// The columns of pgtrickle_catalog.pgt_stream_tables that are read and written one row at a time.
#pragma once

#include "pg/access/catalog_table.hpp"

#include <array>
#include <cstddef>

namespace pgt::ext {

/// Places in `table_columns`.
namespace table_column {
enum : std::size_t {
    pgt_id,
    pgt_relid,
    pgt_schema,
    pgt_name,
    definition,
    requested_mode,
    refresh_mode,
    status,
    is_populated,
    needs_reinit,
    reinit_reason,
    generation,
    schedule,
    frontier,
    last_full_ms,
    last_delta_ms_per_row,
    fingerprint,
    settings,
    last_full_blocks,
    diamond_consistency,
    diamond_schedule_policy,
    consecutive_errors,
    how_many_make_a_stream_table, // the rest is only written
    data_timestamp = how_many_make_a_stream_table,
    last_refresh_at,
    effective_refresh_mode,
    last_error_message,
    last_error_sqlstate,
    last_error_at,
    successful_refreshes,
    total_rows_inserted,
    total_rows_updated,
    total_rows_deleted,
    total_refresh_ms,
    how_many
};
} // namespace table_column

inline constexpr std::array<const char*, table_column::how_many> table_columns{"pgt_id",
                                                                               "pgt_relid",
                                                                               "pgt_schema",
                                                                               "pgt_name",
                                                                               "definition",
                                                                               "requested_mode",
                                                                               "refresh_mode",
                                                                               "status",
                                                                               "is_populated",
                                                                               "needs_reinit",
                                                                               "reinit_reason",
                                                                               "generation",
                                                                               "schedule",
                                                                               "frontier",
                                                                               "last_full_ms",
                                                                               "last_delta_ms_per_row",
                                                                               "fingerprint",
                                                                               "settings",
                                                                               "last_full_blocks",
                                                                               "diamond_consistency",
                                                                               "diamond_schedule_policy",
                                                                               "consecutive_errors",
                                                                               "data_timestamp",
                                                                               "last_refresh_at",
                                                                               "effective_refresh_mode",
                                                                               "last_error_message",
                                                                               "last_error_sqlstate",
                                                                               "last_error_at",
                                                                               "successful_refreshes",
                                                                               "total_rows_inserted",
                                                                               "total_rows_updated",
                                                                               "total_rows_deleted",
                                                                               "total_refresh_ms"};
static_assert(table_columns.back() != nullptr);

/// pgtrickle_catalog.pgt_stream_tables, as this session knows it.
[[nodiscard]] pg::catalog_layout& table_layout();

} // namespace pgt::ext
