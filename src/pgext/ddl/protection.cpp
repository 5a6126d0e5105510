#include "ddl/protection.hpp"

#include "catalog/states.hpp"
#include "catalog/store.hpp"
#include "lifecycle/partitioning.hpp"
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

[[noreturn]] void refuse_constraint(const stream_table& table, pg::oid relation) {
    if (pg::has_foreign_key(relation)) { refuse_foreign_key(table); }
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

void check_change(const stream_table& table, pg::oid relation, pg::change what) {
    switch (what) {
    case pg::change::adds_column:
    case pg::change::drops_column:
    case pg::change::renames_column:
    case pg::change::changes_type:
    case pg::change::changes_expression:
    case pg::change::changes_column: refuse_columns(table);
    case pg::change::adds_constraint: refuse_constraint(table, relation);
    case pg::change::changes_family:
        if (pg::has_kind(table.relation, 'p')) { return; } // see follow_partitions
        [[fallthrough]];
    case pg::change::changes_type_of_table: refuse_family(table);
    case pg::change::becomes_unlogged: refuse_unlogged(table);
    case pg::change::switches_triggers: check_triggers(table, relation); return;
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
    for (const pg::relation_change& one : altered.changes) { check_change(table, altered.what.id, one.what); }
}

void check_altered_partition(const stream_table& above, const pg::touched_object& altered) {
    check_altered(above, altered);
    if (upkeep::is_under_way()) { return; }
    if (!std::ranges::contains(altered.changes, pg::change::changes_owner, &pg::relation_change::what)) {
        return;
    }
    throw refusal(above, "another owner for a partition of")
        .hint("Change the owner of the stream table: its partitions follow.");
}

void refuse_concurrent_detach(pg::oid table) {
    const auto found = find_stream_table(table);
    if (!found) { return; }
    throw refusal(*found, "DETACH PARTITION CONCURRENTLY on")
        .detail("The partition would be gone before it is known whether it has rows.")
        .hint("Use DETACH PARTITION.");
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

namespace {

/// Of the table, or of a partition of it.
void check_triggers_of(const stream_table& table, pg::oid relation) {
    if (!pg::is_guarded(relation)) {
        throw refusal(table, "dropping or disabling the trigger that guards")
            .detail("It refuses all writes but those of a refresh.")
            .hint("Disable triggers of your own one by one.");
    }
    if (pg::has_trigger_that_changes_rows(relation)) {
        throw refusal(table, "a BEFORE ROW trigger on")
            .detail("Its rows are those of its query: a trigger must not change them.")
            .hint("Use an AFTER trigger, or compute the values in its query.");
    }
    if (pg::has_deferred_trigger(relation)) {
        throw refusal(table, "a constraint trigger INITIALLY DEFERRED on")
            .detail(
                "Refreshes run with the privileges of the owner of the table; a trigger that waits for the "
                "end of the transaction would run with others, which the server refuses.")
            .hint("Make the trigger INITIALLY IMMEDIATE.");
    }
}

/// Refreshes leave the triggers of users out where they have to (pg_trickle.user_triggers): not those of partitions that the server chooses row by row.
void check_no_row_triggers(const stream_table& table, pg::oid relation) {
    if (!pg::has_row_trigger(relation)) { return; }
    throw refusal(table, "a row trigger on partitioned")
        .detail("A full refresh would fire it for the rows that it stores again.")
        .hint("Use a trigger FOR EACH STATEMENT with transition tables.");
}

} // namespace

void check_triggers(const stream_table& table, pg::oid relation) {
    if (upkeep::is_under_way()) { return; }
    check_triggers_of(table, relation);
    if (pg::has_kind(table.relation, 'p')) { check_no_row_triggers(table, relation); }
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
    if (upkeep::is_under_way() || !pg::is_guarded(relation)) { return; }
    if (find_stream_table(relation) || find_partitioned(relation)) { return; }
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
        if (!find_stream_table(parent) || pg::has_kind(parent, 'p')) { continue; }
        refuse_reference("inheritance from", parent, "A refresh replaces the rows of this table only.",
                         "Use LIKE to copy its columns.");
    }
}

} // namespace pgt::ext
