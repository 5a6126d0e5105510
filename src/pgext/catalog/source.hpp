/// `source` and `dependency`: what the catalog says about what stream tables read.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::ext {

enum class source_kind : std::uint8_t { table, stream_table, view, materialized_view, foreign_table };

/// What a stream table needs to know of a source. Up to `changes` each includes those before it.
enum class source_need : std::uint8_t {
    nothing, ///< it is recomputed by schedule
    notice,  ///< that the source has changed
    changes, ///< what has changed in it
    rows,    ///< which rows a statement has changed, at its end
};

/// How pg_trickle learns of changes of a source.
enum class capture_kind : std::uint8_t {
    none,     ///< not at all
    marks,    ///< triggers tell that it has changed
    triggers, ///< triggers write what has changed into its change buffer
};

/// What stream tables in other modes than IMMEDIATE and ON COMMIT learn of a source that is captured this way.
[[nodiscard]] constexpr source_need provided_by(capture_kind kind) {
    switch (kind) {
    case capture_kind::triggers: return source_need::changes;
    case capture_kind::marks: return source_need::notice;
    case capture_kind::none: break;
    }
    return source_need::nothing;
}
/// The cheapest kind that provides it.
[[nodiscard]] constexpr capture_kind kind_for(source_need need) {
    switch (need) {
    case source_need::changes: return capture_kind::triggers;
    case source_need::notice: return capture_kind::marks;
    case source_need::rows:
    case source_need::nothing: break;
    }
    return capture_kind::none;
}

/// As SQL has them: 'TABLE', ...; 'CHANGES', ...; 'TRIGGER', ...
[[nodiscard]] std::string_view name_of(source_kind kind);
[[nodiscard]] std::string_view name_of(source_need need);
[[nodiscard]] std::string_view name_of(capture_kind kind);

/// A relation that stream tables read: a row of pgt_sources.
struct source {
    pg::oid relation = pg::no_oid;
    source_kind kind = source_kind::table;
    capture_kind capture = capture_kind::none;
    bool immediate = false; ///< triggers hand changed rows to stream tables in mode IMMEDIATE or ON COMMIT
    std::vector<pg::column_number> columns; ///< whose changes are captured
    std::vector<pg::oid> tables; ///< that have triggers for it: itself, partitions, children and parents

    bool operator==(const source&) const = default;
};

/// A relation that one stream table reads: a row of pgt_dependencies.
struct dependency {
    pg::oid source = pg::no_oid;
    source_kind kind = source_kind::table;
    std::vector<std::string> columns;
    source_need need = source_need::nothing;
    std::vector<pg::oid> partitions; ///< of a source whose changes or rows it needs, that included
};

/// The row of a relation, as of now; nothing if no stream table reads it.
[[nodiscard]] std::optional<source> find_source(pg::oid relation);
/// Those that are captured this way, in the order of their oids.
[[nodiscard]] std::vector<source> sources_captured_by(capture_kind kind);
/// Those that stream tables in mode IMMEDIATE or ON COMMIT read, in the order of their oids.
[[nodiscard]] std::vector<source> immediate_sources();
/// Those that have triggers on a table.
[[nodiscard]] std::vector<source> sources_with_triggers_on(pg::oid table);
/// Writes a row, over the one that the relation has.
void write_source(const source& row);
/// Deletes the rows of those among `relations` that no stream table reads any more.
void forget_unread(const std::vector<pg::oid>& relations);

/// Whether some stream table in mode IMMEDIATE or ON COMMIT reads a relation, as of now.
[[nodiscard]] bool is_read_immediately(pg::oid relation);
/// What the other stream tables that read a relation need of it at most, as of now.
[[nodiscard]] source_need greatest_need_of(pg::oid relation);

/// Replaces what the catalog says a stream table reads.
void set_dependencies(std::int64_t id, const std::vector<dependency>& all);
[[nodiscard]] std::vector<dependency> dependencies_of(std::int64_t id);

} // namespace pgt::ext
