/// What DDL of users means for stream tables: the event triggers.
#include "catalog/store.hpp"
#include "ddl/commands.hpp"
#include "ddl/partitions.hpp"
#include "ddl/protection.hpp"
#include "lifecycle/sources.hpp"
#include "pg/change_notes.hpp"
#include "pg/event.hpp"
#include "pg/lookup.hpp"
#include "refresh/prepared.hpp"

#include <format>

namespace {

using namespace pgt;
using namespace pgt::ext;

constexpr pg::nullable_datum nothing{.value = 0, .is_null = false};

/// A view that a stream table reads has come to mean something else.
void follow_view(pg::oid view) {
    for (const stream_table& reader : readers_of(view)) {
        mark_for_reinit(reader.id,
                        std::format("view \"{}\" was replaced", pg::name_of_relation(view)->for_people()));
    }
}

void follow_table(pg::oid relation) {
    if (const auto table = find_stream_table(relation)) { check_intact(*table); }
    check_references(relation);
    follow_partitions(relation);
}

/// A command has changed rows of a table, perhaps, or who changes them; no trigger tells of that.
void follow_marks(pg::oid relation) {
    pg::note_definitions();
    pg::note_captured(relation);
}

/// After ALTER TABLE and CREATE TABLE, and ALTER SCHEMA, which gives tables other names.
pg::nullable_datum on_table(const pg::function_call& call) {
    const bool is_alter = pg::command_of(call).starts_with("ALTER");
    if (is_alter) { synchronise_names(); }
    for (const pg::oid relation : touched_relations()) {
        if (is_alter || pg::is_child(relation)) { follow_marks(relation); }
        follow_table(relation);
    }
    return nothing;
}

/// After CREATE VIEW, which may have replaced one.
pg::nullable_datum on_view(const pg::function_call& /*call*/) {
    for (const pg::oid view : touched_relations()) { follow_view(view); }
    return nothing;
}

/// After CREATE FUNCTION, which may have replaced one.
pg::nullable_datum on_function(const pg::function_call& /*call*/) {
    for (const touched_function& function : touched_functions()) {
        for (const stream_table& reader : readers_calling(function.id)) {
            mark_for_reinit(reader.id, std::format("function {} was replaced", function.name));
        }
    }
    return nothing;
}

pg::nullable_datum on_drop(const pg::function_call& /*call*/) {
    for (const pg::oid table : dropped_stream_tables()) {
        release_sources(find_stream_table(table).value());
        forget_stream_table(table);
    }
    forget_prepared();
    for (const pg::oid relation : dropped_relations()) {
        for (const stream_table& reader : readers_of_partition(relation)) {
            mark_for_reinit(reader.id, "a partition of a source was dropped");
        }
    }
    return nothing;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_on_table, on_table);
PGT_SQL_FUNCTION(pgtrickle_on_view, on_view);
PGT_SQL_FUNCTION(pgtrickle_on_function, on_function);
PGT_SQL_FUNCTION(pgtrickle_on_drop, on_drop);
