/// The rows of the catalog.
#pragma once

#include "catalog/stream_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// Whether there is any stream table.
[[nodiscard]] bool has_stream_tables();
/// Nothing if the relation is none.
[[nodiscard]] std::optional<stream_table> find_stream_table(pg::oid relation);
/// The stream table that a user calls `written`. Throws `user_error` 42P01 if there is none.
[[nodiscard]] stream_table require_stream_table(const std::string& written);
/// The same; throws `user_error` 42501 unless the current user may read or refresh it.
[[nodiscard]] stream_table require_readable_stream_table(const std::string& written);
/// The same; throws `user_error` 42501 unless it belongs to the current user.
[[nodiscard]] stream_table require_own_stream_table(const std::string& written);

/// The same; throws `user_error` 42501 unless the current user may refresh it: it takes the right MAINTAIN.
[[nodiscard]] stream_table require_maintained_stream_table(const std::string& written);

/// What creation says of a stream table, beside what `stream_table` holds.
struct description {
    std::string original_query;
    std::string defining_query;
    std::string downgrade_reason;
    bool has_keyless_source = false;
    std::vector<std::string> functions_used;
};

/// An id that no stream table has had.
[[nodiscard]] std::int64_t new_stream_table_id();
void insert_stream_table(const stream_table& table, const description& about);

enum class source_kind : std::uint8_t { table, stream_table, view, materialized_view, foreign_table };
struct dependency {
    pg::oid source = pg::no_oid;
    source_kind kind = source_kind::table;
    std::vector<std::string> columns;
    bool is_captured = false;
    std::vector<pg::oid> partitions; ///< of a captured source
    bool is_marked = false;          ///< tells when it has changed, of a table in mode FULL
};
/// Replaces what the catalog says a stream table reads.
void set_dependencies(std::int64_t id, const std::vector<dependency>& all);
[[nodiscard]] std::vector<dependency> dependencies_of(std::int64_t id);
/// Whether a stream table needs to be told when `source` has changed, as of now.
[[nodiscard]] bool is_marked(pg::oid source);
/// Notes the partitions that a captured source has now.
void set_partitions(pg::oid source, const std::vector<pg::oid>& partitions);
/// The stream tables that take in the changes of a partition.
[[nodiscard]] std::vector<stream_table> readers_of_partition(pg::oid partition);
/// The stream tables that read a relation, themselves or by views.
[[nodiscard]] std::vector<stream_table> readers_of(pg::oid source);

/// All of them, in the order of their ids.
[[nodiscard]] std::vector<stream_table> all_stream_tables();
/// The stream table whose query is kept as this view.
[[nodiscard]] std::optional<stream_table> find_defined_by(pg::oid view);

/// The partitions that are noted for a captured source; nothing if it is not captured.
[[nodiscard]] std::optional<std::vector<pg::oid>> noted_partitions(pg::oid source);

/// The frontiers of the stream tables that still have to take in changes of `source`, as of now. Those that will be computed
/// anyway need none: they are left out.
[[nodiscard]] std::vector<std::string> frontiers_over(pg::oid source);
/// Whether there is any stream table that takes in the changes of `source`.
[[nodiscard]] bool is_consumed(pg::oid source);

/// Writes schedule, requested mode and status.
void update_settings(const stream_table& table);
/// Writes the mode, why it is not the one that was asked for, and the fingerprint; sessions will plan anew.
void update_mode(const stream_table& table, const std::string& downgrade_reason, bool has_keyless_source);
/// From now on a refresh has to begin by setting the table up anew; `reason` is what the history will say.
void mark_for_reinit(std::int64_t id, const std::string& reason);
/// Takes over the names that the stream tables have now.
void synchronise_names();
/// Forgets a stream table. Nothing happens if the relation is none.
void forget_stream_table(pg::oid relation);

} // namespace pgt::ext
