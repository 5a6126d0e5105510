#include "ddl/protection.hpp"

#include "catalog/states.hpp"
#include "catalog/store.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/lookup.hpp"
#include "pg/ddl/family.hpp"
#include "pg/ddl/storage_facts.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <string>

namespace pgt::ext {
namespace {

user_error refusal(const stream_table& table, const std::string& what) {
    return {sqlstate::feature_not_supported,
            std::format("{} stream table \"{}\" is not supported", what, table.name.for_people())};
}

[[noreturn]] void refuse_columns(const stream_table& table) {
    throw refusal(table, "changing the columns of")
        .detail("Its columns are those of its query, and those that its upkeep needs.")
        .hint("Give it another query with pgtrickle.alter_stream_table().");
}

[[noreturn]] void refuse_foreign_key(const stream_table& table) {
    throw refusal(table, "a foreign key of")
        .detail("A refresh changes its rows in any order.")
        .hint("Put the foreign key on the tables that it reads.");
}

[[noreturn]] void refuse_constraint(const stream_table& table) {
    if (pg::has_foreign_key(table.relation)) { refuse_foreign_key(table); }
    throw refusal(table, "a CHECK or NOT NULL constraint on")
        .detail("Its rows are those of its query: a refresh would fail where one violates it.")
        .hint("Put the constraint on the tables that it reads, or a condition into its query.");
}

[[noreturn]] void refuse_family(const stream_table& table) {
    throw refusal(table, "inheritance of")
        .detail("A refresh replaces the rows of this table only, and nothing else may write to it.")
        .hint("Use a view over both.");
}

[[noreturn]] void refuse_unlogged(const stream_table& table) {
    throw refusal(table, "SET UNLOGGED on").detail("A crash would empty it without notice.");
}

void check_change(const stream_table& table, pg::change what) {
    switch (what) {
    case pg::change::adds_column:
    case pg::change::drops_column:
    case pg::change::renames_column:
    case pg::change::changes_type:
    case pg::change::changes_expression:
    case pg::change::changes_column: refuse_columns(table);
    case pg::change::adds_constraint: refuse_constraint(table);
    case pg::change::changes_family:
    case pg::change::changes_type_of_table: refuse_family(table);
    case pg::change::becomes_unlogged: refuse_unlogged(table);
    case pg::change::switches_triggers: check_triggers(table); return;
    default: return;
    }
}

[[noreturn]] void refuse_reference(const char* what, pg::oid table, const char* detail, const char* hint) {
    throw user_error(sqlstate::feature_not_supported,
                     std::format("{} stream table \"{}\" is not supported", what,
                                 pg::name_of_relation(table)->for_people()))
        .detail(detail)
        .hint(hint);
}

} // namespace

void check_altered(const stream_table& table, const pg::touched_object& altered) {
    if (upkeep::is_under_way()) { return; }
    for (const pg::relation_change& one : altered.changes) { check_change(table, one.what); }
}

void refuse_altered_state(pg::oid relation) {
    if (upkeep::is_under_way() || !is_state(relation)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("changing state \"{}\" is not supported",
                                 pg::name_of_relation(relation).value().for_people()))
        .detail("It holds rows from which a refresh computes a stream table.");
}

void check_triggers_of_state(pg::oid relation) {
    if (!is_state(relation)) { return; }
    if (pg::is_guarded(relation) && !pg::has_trigger_that_changes_rows(relation)) { return; }
    refuse_altered_state(relation);
}

void check_triggers(const stream_table& table) {
    if (upkeep::is_under_way()) { return; }
    if (!pg::is_guarded(table.relation)) {
        throw refusal(table, "dropping or disabling the trigger that guards")
            .detail("It refuses all writes but those of a refresh.")
            .hint("Disable triggers of your own one by one.");
    }
    if (pg::has_trigger_that_changes_rows(table.relation)) {
        throw refusal(table, "a BEFORE ROW trigger on")
            .detail("Its rows are those of its query: a trigger must not change them.")
            .hint("Use an AFTER trigger, or compute the values in its query.");
    }
    if (pg::has_deferred_trigger(table.relation)) {
        throw refusal(table, "a constraint trigger INITIALLY DEFERRED on")
            .detail(
                "Refreshes run with the privileges of the owner of the table; a trigger that waits for the "
                "end of the transaction would run with others, which the server refuses.")
            .hint("Make the trigger INITIALLY IMMEDIATE.");
    }
}

void refuse_rule(const stream_table& table) {
    throw refusal(table, "a rule on")
        .detail("It would rewrite the statements of the refresh.")
        .hint("Make a view over the stream table.");
}

void refuse_dropped_column(const stream_table& table) {
    if (!upkeep::is_under_way()) { refuse_columns(table); }
}

void check_index_is_free(pg::oid index) {
    refuse_altered_state(pg::table_of_index(index));
    const auto table = find_stream_table(pg::table_of_index(index));
    if (!table || upkeep::is_under_way() || !pg::is_marked_as_needed(index, table->definition)) { return; }
    throw refusal(*table, "dropping an index that refreshes need from")
        .detail(std::format("They find rows by index \"{}\".", pg::name_of_relation(index)->for_people()));
}

void refuse_moved_state(pg::oid relation) {
    // Its schema is another one by now; it has still the trigger that guards it.
    if (upkeep::is_under_way() || find_stream_table(relation) || !pg::is_guarded(relation)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("moving state \"{}\" to another schema is not supported",
                                 pg::name_of_relation(relation).value().for_people()))
        .detail("It holds rows from which a refresh computes a stream table.");
}

void check_members(pg::oid relation) {
    for (const pg::oid member : pg::with_descendants(relation)) {
        if (!pg::has_parent(member)) { continue; }
        refuse_altered_state(member);
        if (const auto found = find_stream_table(member)) { refuse_family(*found); }
    }
}

void check_references(pg::oid relation) {
    for (const pg::oid referred : pg::referred_by_foreign_keys(relation)) {
        if (!find_stream_table(referred)) { continue; }
        refuse_reference("a foreign key to", referred, "A refresh changes its rows in any order.",
                         "Refer to the tables that it reads.");
    }
    for (const pg::oid parent : pg::all_parents(relation)) {
        refuse_altered_state(parent);
        if (!find_stream_table(parent)) { continue; }
        refuse_reference("inheritance from", parent, "A refresh replaces the rows of this table only.",
                         "Use LIKE to copy its columns.");
    }
}

} // namespace pgt::ext
