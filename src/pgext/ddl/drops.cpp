#include "ddl/drops.hpp"

#include "capture/capture_method.hpp"
#include "capture/sources.hpp"
#include "catalog/conditions.hpp"
#include "catalog/refresh_groups.hpp"
#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "ddl/protection.hpp"
#include "lifecycle/partitioning.hpp"
#include "lifecycle/sources.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/report.hpp"
#include "pg/capture/change_buffer.hpp"
#include "pg/worker/change_notes.hpp"
#include "pg/worker/failure_statistics.hpp"
#include "pg/worker/upkeep_statistics.hpp"

#include <algorithm>
#include <format>
#include <string>
#include <vector>

namespace pgt::ext {
namespace {

bool is_relation(const pg::dropped_object& one) {
    return one.what.of == pg::catalog::relations && one.what.part == 0 && !one.is_temporary;
}
bool is_column(const pg::dropped_object& one) {
    return one.what.of == pg::catalog::relations && one.what.part != 0 && !one.is_temporary;
}
bool is_trigger(const pg::dropped_object& one) {
    return one.what.of == pg::catalog::triggers && !one.is_temporary;
}

void leave_group(const stream_table& table) {
    if (const auto group = leave_refresh_group(table.id)) {
        pg::report(pg::severity::notice, std::format("refresh group \"{}\" is dropped", *group),
                   "Fewer than two of its stream tables are left.");
    }
}

/// For a stream table, a source, or neither.
void clear_away(pg::oid relation) {
    if (const auto table = find_stream_table(relation)) {
        release_sources(*table);
        pg::forget_upkeep_counts(relation);
        pg::forget_session_failures(relation);
        leave_group(*table);
        forget_stream_table(relation);
    }
    if (find_source(relation) || pg::find_buffer(relation)) { release_capture(relation); }
}

/// The table of a dropped trigger; nothing if it was dropped, too.
std::optional<pg::oid> table_of(const pg::dropped_object& trigger) {
    if (trigger.name.size() != 3) { return std::nullopt; }
    return pg::find_relation(trigger.name[0], trigger.name[1]);
}

/// After a trigger was dropped that told of changes.
void check_capture(pg::oid table) {
    for (const source& one : sources_with_triggers_on(table)) {
        if (are_methods_intact(one)) { continue; }
        pg::note_definitions();
        mark_readers(one);
    }
}

void follow_trigger(const pg::dropped_object& trigger) {
    const auto table = table_of(trigger);
    if (!table) { return; }
    check_triggers_of_state(*table);
    if (const auto stream = find_stream_table(*table)) { check_triggers(*stream, *table); }
    if (const auto above = find_partitioned(*table)) { check_triggers(*above, *table); }
    check_capture(*table);
}

/// A table that had triggers for a source is gone, with the rows that it had.
void follow_lost_table(source of, pg::oid table) {
    std::erase(of.tables, table);
    write_source(of);
    pg::note_captured(of.relation);
    if (provided_by(of.capture) < source_need::changes && !of.immediate) { return; }
    for (const stream_table& reader : readers_of(of.relation)) {
        if (reader.mode == refresh_mode::full) { continue; }
        mark_for_reinit(reader.id, "a partition of a source was dropped");
    }
}

void follow_lost_partition(pg::oid table) {
    for (const source& one : sources_with_triggers_on(table)) {
        if (one.relation != table) { follow_lost_table(one, table); }
    }
}

/// Gates and watermarks go with their sources.
void forget_conditions(const std::vector<pg::dropped_object>& all) {
    std::vector<pg::oid> gone;
    for (const pg::dropped_object& one : all) {
        if (is_relation(one)) { gone.push_back(one.what.id); }
    }
    if (gone.empty()) { return; }
    for (const std::string& group : forget_conditions_of(gone)) {
        pg::report(pg::severity::notice, std::format("watermark group \"{}\" is dropped", group),
                   "Fewer than two of its sources are left.");
    }
}

} // namespace

void follow_drops(const std::vector<pg::dropped_object>& all) {
    forget_conditions(all);
    // The triggers of a captured partition are dropped with it.
    const bool may_be_partitions = std::ranges::any_of(all, is_trigger);
    for (const pg::dropped_object& one : all) {
        if (is_relation(one)) {
            clear_away(one.what.id);
            if (may_be_partitions && one.is_table) { follow_lost_partition(one.what.id); }
        } else if (is_column(one)) {
            refuse_altered_state(one.what.id);
            if (const auto table = find_stream_table(one.what.id)) { refuse_dropped_column(*table); }
        } else if (is_trigger(one)) {
            follow_trigger(one);
        }
    }
}

} // namespace pgt::ext
