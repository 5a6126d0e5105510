#include "ddl/family.hpp"

#include "capture/capturable.hpp"
#include "capture/capture_method.hpp"
#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "pg/access/lookup.hpp"
#include "pg/capture/source_triggers.hpp"
#include "pg/ddl/family.hpp"
#include "pg/worker/change_notes.hpp"

#include <algorithm>
#include <format>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

void recompute_readers(pg::oid source, const std::string& reason) {
    for (const stream_table& reader : readers_of(source)) { mark_for_reinit(reader.id, reason); }
}

/// The tables that the family of a source has gained and lost.
struct difference {
    std::vector<pg::oid> added;
    std::vector<pg::oid> removed;

    [[nodiscard]] bool none() const { return added.empty() && removed.empty(); }
};

difference compare(const std::vector<pg::oid>& before, const std::vector<pg::oid>& now) {
    difference found;
    std::ranges::copy_if(now, std::back_inserter(found.added),
                         [&](pg::oid one) { return !std::ranges::contains(before, one); });
    std::ranges::copy_if(before, std::back_inserter(found.removed),
                         [&](pg::oid one) { return !std::ranges::contains(now, one); });
    return found;
}

std::string name_of(const source& of) { return pg::printed_name(of.relation); }

/// Rows of a foreign partition cannot be collected for transition tables of the triggers above it: with them, the statement would
/// fail.
void stop_capturing(const source& of, const std::vector<pg::oid>& tables) {
    for (const pg::oid table : tables) {
        if (!pg::has_kind(table, 'p')) { continue; }
        for (const capture_method* const method : methods_of(of)) {
            method->release_table(of.relation, table);
        }
    }
}

/// Creates and drops the triggers of tables that the family has gained or lost, and writes the row of the source.
void follow_tables(source of, const difference& changed, std::vector<pg::oid> now) {
    for (const capture_method* const method : methods_of(of)) {
        for (const pg::oid table : changed.removed) { method->release_table(of.relation, table); }
        const std::vector<pg::oid> wanted = method->tables(of.relation);
        for (const pg::oid table : changed.added) {
            if (std::ranges::contains(wanted, table)) { method->ensure_table(of.relation, table); }
        }
    }
    of.tables = std::move(now);
    write_source(of);
}

/// What the messages call a table that a source has parts in.
const char* member_of(const source& of) { return pg::has_kind(of.relation, 'p') ? "partition" : "child"; }

void follow_members(const source& of) {
    std::vector<pg::oid> now = tables_of(of);
    difference changed = compare(of.tables, now);
    if (changed.none()) { return; }
    if (std::ranges::any_of(changed.added, is_out_of_reach)) {
        stop_capturing(of, now);
        changed.added.clear();
        follow_tables(of, changed, std::move(now));
        return recompute_readers(
            of.relation, std::format("a {} of \"{}\" cannot be captured", member_of(of), name_of(of)));
    }
    const bool brings_rows = std::ranges::any_of(changed.added, pg::may_have_rows);
    if (brings_rows || !changed.removed.empty()) {
        recompute_readers(of.relation, std::format("a {} of \"{}\" was {}", member_of(of), name_of(of),
                                                   brings_rows ? "attached" : "detached"));
    }
    follow_tables(of, changed, std::move(now));
}

/// Its triggers, or those of upkeep, no longer see all that changes in it; or they could be fewer.
void change_capture(const source& of) {
    const char* const what = pg::has_parent(of.relation)           ? "has become a part of another table"
                             : pg::has_plain_children(of.relation) ? "has got a child"
                             : pg::computes_in_partitions(of.relation)
                                 ? "has generated columns and a partition with another order of columns"
                                 : "stands alone now";
    recompute_readers(of.relation, std::format("\"{}\" {}", name_of(of), what));
}

void follow_captured(const source& of) {
    const bool is_captured = of.capture == capture_kind::triggers;
    const bool fits = !(is_captured && is_captured_otherwise(of.relation)) &&
                      !(of.immediate && pg::needs_triggers_for_rows(of.relation));
    fits ? follow_members(of) : change_capture(of);
}

/// Whether the privilege to create triggers on the source is enough to have some on a table that its family has gained.
bool is_below(pg::oid source, pg::oid table) { return std::ranges::contains(pg::all_parents(table), source); }

void follow_marked(const source& of) {
    std::vector<pg::oid> now = tables_of(of);
    const difference changed = compare(of.tables, now);
    if (changed.none()) { return; }
    pg::note_definitions();
    pg::note_captured(of.relation);
    const bool may_follow = std::ranges::all_of(changed.added, [&](pg::oid table) {
        return pg::may_have_triggers(table) && is_below(of.relation, table);
    });
    if (may_follow) { return follow_tables(of, changed, std::move(now)); }
    // How its changes are noticed is chosen again when its readers are re-initialised.
    recompute_readers(of.relation, std::format("the family of \"{}\" has changed", name_of(of)));
}

void follow_source(pg::oid relation) {
    const auto found = find_source(relation);
    if (!found) { return; }
    if (found->immediate || found->capture == capture_kind::triggers) { return follow_captured(*found); }
    if (found->capture == capture_kind::marks) { follow_marked(*found); }
}

} // namespace

void follow_family(pg::oid table) {
    // Sources that it has left know it by their triggers.
    for (const source& one : sources_with_triggers_on(table)) { follow_source(one.relation); }
    follow_source(table);
    for (const pg::oid parent : pg::all_parents(table)) { follow_source(parent); }
    // A source below it may have become a grandchild.
    for (const pg::oid child : pg::with_descendants(table)) {
        if (child != table) { follow_source(child); }
    }
}

} // namespace pgt::ext
