/// Relations by the names that users write, and privileges on them.
#pragma once

#include <pgt/sql/text.hpp>

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::pg {

/// A relation's schema and its name in it.
struct relation_name {
    std::string schema;
    std::string name;

    [[nodiscard]] sql::qname sql() const { return {schema, name}; }
    /// Both, with a dot between them: for messages.
    [[nodiscard]] std::string for_people() const { return schema + "." + name; }
    bool operator==(const relation_name&) const = default;
};

/// The relation that `written` names in SQL: `name`, `schema.name`, either with quotes. Throws `user_error` 42602 for an invalid name.
[[nodiscard]] std::optional<oid> find_relation(const std::string& written);
/// The schema and name that a new table of that name would get. Throws `error` if there is no such schema.
[[nodiscard]] relation_name name_for_creation(const std::string& written);
/// Nothing if there is no such relation any more.
[[nodiscard]] std::optional<relation_name> name_of_relation(oid relation);
/// Schema and name, for messages; the oid if there is no such relation any more.
[[nodiscard]] std::string printed_name(oid relation);

/// Whether the schema is temporary.
[[nodiscard]] bool is_temporary(const relation_name& name);

/// None, 0, if there is no such relation any more.
[[nodiscard]] oid owner_of_relation(oid relation);
/// Whether a crash empties it.
[[nodiscard]] bool is_unlogged(oid relation);
/// Whether it is a table of any kind, foreign ones and materialized views included.
[[nodiscard]] bool holds_rows(oid relation);
/// Whether pg_class.relkind is this letter.
[[nodiscard]] bool has_kind(oid relation, char kind);
/// How many blocks it has on disk, with all its partitions.
[[nodiscard]] std::int64_t blocks_of(oid relation);
/// Whether the current user may do what only its owner may.
[[nodiscard]] bool is_owner(oid relation);
/// Whether `role` may put triggers on it.
[[nodiscard]] bool may_create_triggers(oid role, oid relation);
/// Whether it is a partition, or inherits from another table.
[[nodiscard]] bool is_child(oid relation);
/// Whether the current user may read all of it.
[[nodiscard]] bool may_select(oid relation);
/// Whether the current user may refresh it, as with materialized views.
[[nodiscard]] bool may_maintain(oid relation);
/// Whether the current user may see how much it changes: needs SELECT on a column of it, or the privilege to read statistics of others.
[[nodiscard]] bool may_see_statistics(oid relation);
/// About how many rows it has, from the statistics of the last ANALYZE, which counts those of partitions too; 0 if there was none.
[[nodiscard]] std::int64_t estimated_rows(oid relation);

} // namespace pgt::pg
