/// The rows of pgt_stream_tables.
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

/// What is written about a stream table when it is created, beside what `stream_table` holds.
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

/// The stream tables that read a relation, themselves or by views.
[[nodiscard]] std::vector<stream_table> readers_of(pg::oid source);

/// A stream table that the transactions maintain that change what it reads.
struct upkeep_reader {
    pg::oid relation = pg::no_oid;
    bool waits_for_commit = false; ///< in mode ON COMMIT, else IMMEDIATE
    bool locks_rows = false;       ///< not all of the stream table
};
/// Those that read `source` directly, as of now.
[[nodiscard]] std::vector<upkeep_reader> upkeep_readers_of(pg::oid source);

/// All of them, in the order of their ids.
[[nodiscard]] std::vector<stream_table> all_stream_tables();
/// The stream table whose query is kept as this view.
[[nodiscard]] std::optional<stream_table> find_defined_by(pg::oid view);

/// Which changes of `source` all stream tables have applied that need them, as of now. Those that will be recomputed need none:
/// they do not count.
[[nodiscard]] frontier low_frontier_over(pg::oid source);

/// Writes schedule, requested mode, status, and how diamonds and errors of upkeep are handled.
void update_settings(const stream_table& table);
/// The query of a stream table, as its author wrote it.
[[nodiscard]] std::string original_query_of(std::int64_t id);
/// Writes which view holds the query, the settings under which that has its meaning, and what `about` says of it.
void update_definition(const stream_table& table, const description& about);
/// Writes the mode, why it is not the one that was requested, and the fingerprint; sessions will plan again.
void update_mode(const stream_table& table, const std::string& downgrade_reason, bool has_keyless_source);
/// The next refresh re-initialises the table; `reason` is what the history will say.
void mark_for_reinit(std::int64_t id, const std::string& reason);
/// Writes the names that the stream tables have now.
void synchronise_names();
/// Deletes all rows about a stream table. Nothing happens if the relation is none.
void forget_stream_table(pg::oid relation);

} // namespace pgt::ext
