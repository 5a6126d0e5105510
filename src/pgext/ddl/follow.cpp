#include "ddl/follow.hpp"

#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "ddl/family.hpp"
#include "ddl/protection.hpp"
#include "ddl/publications.hpp"
#include "ddl/sources.hpp"
#include "lifecycle/circular.hpp"
#include "lifecycle/partitioning.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/lookup.hpp"
#include "pg/ddl/dependents.hpp"
#include "pg/ddl/family.hpp"
#include "pg/ddl/publication.hpp"
#include "pg/worker/change_notes.hpp"

#include <algorithm>
#include <format>
#include <optional>
#include <string_view>
#include <vector>

namespace pgt::ext {
namespace {

bool has(const pg::touched_object& touched, pg::change what) {
    return std::ranges::contains(touched.changes, what, &pg::relation_change::what);
}

std::string reason_for(const pg::touched_object& touched) {
    const char* const done = touched.creates_view || touched.creates_function ? "replaced" : "altered";
    if (touched.what.of == pg::catalog::relations) {
        const auto name = pg::name_of_relation(touched.what.id);
        const char* const kind = pg::has_kind(touched.what.id, 'v')   ? "view"
                                 : pg::has_kind(touched.what.id, 'c') ? "type"
                                                                      : "table";
        return std::format("{} \"{}\" was {}", kind, name ? name->for_people() : "", done);
    }
    return std::format("{} was {}", pg::description_of(touched.what), done);
}

/// The stream tables that depend on the change are recomputed.
void recompute_over(const std::vector<pg::object>& changed, const pg::touched_object& by) {
    if (changed.empty()) { return; }
    for (const pg::oid view : pg::views_over(changed)) {
        const auto reader = find_defined_by(view);
        // The definition of a stream table is a part of it, but does not read it.
        if (reader && reader->relation != by.what.id) { mark_for_reinit(reader->id, reason_for(by)); }
    }
}

void add_with_parents(std::vector<pg::object>& to, pg::oid relation) {
    to.push_back({.of = pg::catalog::relations, .id = relation});
    for (const pg::oid parent : pg::all_parents(relation)) {
        to.push_back({.of = pg::catalog::relations, .id = parent});
    }
}

/// What a change of a table, a view or a composite type affects: a column, or all of it.
void add_changed(std::vector<pg::object>& to, const pg::relation_change& one) {
    switch (one.what) {
    case pg::change::adds_column:
    case pg::change::drops_column:
    case pg::change::renames_column:
    case pg::change::changes_type:
        // Where it is named, the server refuses a change of it, and its name does not matter.
        to.push_back({.of = pg::catalog::relations, .id = one.relation, .part = pg::whole_rows});
        return;
    case pg::change::changes_expression:
    case pg::change::becomes_unlogged: add_with_parents(to, one.relation); return;
    default: return;
    }
}

bool is_view_altered(const pg::touched_object& touched) {
    return touched.creates_view || has(touched, pg::change::changes_options) ||
           has(touched, pg::change::changes_owner);
}

void follow_view(const pg::touched_object& touched) {
    std::vector<pg::object> changed;
    if (is_view_altered(touched)) {
        changed.push_back({.of = pg::catalog::relations, .id = touched.what.id});
    }
    for (const pg::relation_change& one : touched.changes) { add_changed(changed, one); }
    recompute_over(changed, touched);
}

/// A command may have changed rows of a table without firing triggers, or which statements change them.
void note_altered(pg::oid table) {
    pg::note_definitions();
    pg::note_captured(table);
    for (const source& one : sources_with_triggers_on(table)) { pg::note_captured(one.relation); }
}

/// The stream table whose rows are in a relation: itself, or a partition of it.
std::optional<stream_table> stored_in(pg::oid relation) {
    auto found = find_stream_table(relation);
    return found ? found : find_partitioned(relation);
}

void follow_owner(const stream_table& table) {
    follow_owner_of_states(table);
    follow_owner_of_partitions(table);
}

/// Of a stream table that is partitioned: this one, or the one above.
void follow_own_partitions(pg::oid table) {
    if (upkeep::is_under_way()) { return; }
    const auto found = stored_in(table);
    if (!found || !pg::has_kind(found->relation, 'p')) { return; }
    follow_partitions(*found);
    for (const pg::oid one : pg::with_descendants(found->relation)) { check_triggers(*found, one); }
}

void follow_table(const pg::touched_object& touched) {
    const pg::oid table = touched.what.id;
    const bool is_new = touched.by == pg::command::creates;
    if (!is_new) {
        refuse_altered_state(table);
        check_source_ddl(touched);
        if (const auto found = find_stream_table(table)) {
            check_altered(*found, touched);
            if (has(touched, pg::change::changes_owner)) {
                check_owner_in_cycle(*found);
                follow_owner(*found);
            }
        } else if (const auto above = find_partitioned(table)) {
            check_altered_partition(*above, touched);
        }
    }
    const bool is_in_new_family = has(touched, pg::change::changes_family);
    if (is_new || is_in_new_family || has(touched, pg::change::adds_column) ||
        has(touched, pg::change::adds_constraint)) {
        check_references(table);
    }
    if (is_in_new_family) { check_members(table); }
    if (!is_new || pg::is_child(table)) { note_altered(table); }
    if (is_new || is_in_new_family) {
        follow_own_partitions(table);
        follow_family(table);
    }
    if (has(touched, pg::change::switches_triggers)) { keep_capturing(table); }
    if (has(touched, pg::change::changes_type)) { follow_types(table); }
    std::vector<pg::object> changed;
    for (const pg::relation_change& one : touched.changes) { add_changed(changed, one); }
    recompute_over(changed, touched);
}

void follow_relation(const pg::touched_object& touched) {
    if (touched.by == pg::command::restates) { return; }
    if (touched.by == pg::command::renames && pg::holds_rows(touched.what.id)) {
        refuse_altered_state(touched.what.id);
        refuse_moved_state(touched.what.id);
    }
    if (touched.by == pg::command::renames && touched.what.part == 0) {
        if (find_stream_table(touched.what.id)) { synchronise_names(); }
        return;
    }
    if (pg::holds_rows(touched.what.id)) {
        follow_table(touched);
    } else if (pg::has_kind(touched.what.id, 'v') || pg::has_kind(touched.what.id, 'c')) {
        follow_view(touched);
    }
}

/// CREATE RULE, which may replace the query of a view.
void follow_rule(const pg::touched_object& touched) {
    const pg::oid relation = pg::relation_of(touched.what);
    refuse_altered_state(relation);
    if (const auto table = find_stream_table(relation)) { refuse_rule(*table); }
    if (pg::has_kind(relation, 'v')) {
        recompute_over({{.of = pg::catalog::relations, .id = relation}}, touched);
    }
}

void follow_trigger(const pg::touched_object& touched) {
    const pg::oid relation = pg::relation_of(touched.what);
    check_triggers_of_state(relation);
    if (const auto table = stored_in(relation)) { check_triggers(*table, relation); }
    keep_capturing(relation);
}

/// Functions, types, operators and the like: their names do not matter, only what they do.
void follow_other(const pg::touched_object& touched) {
    const bool renames_attribute = touched.what.part > 0;
    if (touched.by == pg::command::restates) { return; }
    if (touched.by == pg::command::renames && !renames_attribute) { return; }
    recompute_over({touched.what}, touched);
}

} // namespace

void follow(const pg::touched_object& touched) {
    switch (touched.what.of) {
    case pg::catalog::relations: return follow_relation(touched);
    case pg::catalog::rules: return follow_rule(touched);
    case pg::catalog::triggers: return follow_trigger(touched);
    case pg::catalog::publications: return check_publication(touched.what.id);
    case pg::catalog::published_relations:
        return check_publication(pg::publication_of_relation(touched.what.id));
    case pg::catalog::published_schemas: return check_publication(pg::publication_of_schema(touched.what.id));
    case pg::catalog::functions:
    case pg::catalog::types:
    case pg::catalog::operators:
    case pg::catalog::operator_classes:
    case pg::catalog::operator_families:
    case pg::catalog::collations:
    case pg::catalog::search_configurations:
    case pg::catalog::search_dictionaries: return follow_other(touched);
    default: return;
    }
}

} // namespace pgt::ext
