#include "capture/sources.hpp"

#include "capture/capture.hpp"
#include "capture/capture_method.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/lookup.hpp"

#include <algorithm>
#include <utility>

namespace pgt::ext {
namespace {

/// The row of a relation as it is, or a new one.
source row_of(const source_request& request) {
    return find_source(request.relation)
        .value_or(source{.relation = request.relation, .kind = request.kind, .columns = {}, .tables = {}});
}

/// What the row has to say so that the request is met.
source meeting(const source_request& request) {
    source row = row_of(request);
    row.kind = request.kind;
    if (request.need == source_need::rows) {
        row.immediate = true;
        return row;
    }
    if (provided_by(row.capture) < request.need) {
        row.capture = kind_for(request.need);
        row.columns.clear();
    }
    for (const pg::column_number one : request.columns) {
        if (!std::ranges::contains(row.columns, one)) { row.columns.push_back(one); }
    }
    std::ranges::sort(row.columns);
    return row;
}

/// Whether a source is captured as it is for stream tables that need more: if anything is missing, that is their affair.
bool is_for_others(const source& of, const source_request& request) {
    return request.need != source_need::rows && provided_by(of.capture) > request.need;
}

/// The method that a request is about.
const capture_method& method_for(const source& after, const source_request& request) {
    return request.need == source_need::rows ? immediate_method() : method_of(after.capture);
}

/// Whether the triggers for a request change, or writers have to be done before it is met.
bool needs_locks(const source& before, const source& after, const source_request& request) {
    return request.is_first_for_rows || before.capture != after.capture ||
           before.immediate != after.immediate || method_for(after, request).has_to_ensure(after);
}

/// Drops what the row of a source asked for before and does not now.
void release_unwanted(const source& before, const source& after) {
    if (before.capture != after.capture) { method_of(before.capture).release(before); }
    if (before.immediate && !after.immediate) { immediate_method().release(before); }
}

/// Drops the triggers of what both rows ask for on tables that have left the source.
void release_left(const source& before, const source& after) {
    for (const pg::oid table : before.tables) {
        if (std::ranges::contains(after.tables, table)) { continue; }
        if (before.capture == after.capture) {
            method_of(after.capture).release_table(after.relation, table);
        }
        if (before.immediate && after.immediate) { immediate_method().release_table(after.relation, table); }
    }
}

/// How a source has to be captured for those that read it; not at all if it is gone, also before they are.
capture_kind kind_needed(pg::oid relation) {
    return pg::name_of_relation(relation) ? kind_for(greatest_need_of(relation)) : capture_kind::none;
}

/// What the row of a source has to ask for now.
source needed(source row) {
    row.capture = kind_needed(row.relation);
    row.immediate = pg::name_of_relation(row.relation) && is_read_immediately(row.relation);
    return row;
}

void write_if_changed(const source& row) {
    if (find_source(row.relation) != row) { write_source(row); }
}

void add(std::vector<pg::oid>& to, const std::vector<pg::oid>& tables) {
    to.insert(to.end(), tables.begin(), tables.end());
}

} // namespace

std::vector<pg::oid> tables_to_change(std::span<const source_request> requests,
                                      std::span<const pg::oid> released) {
    std::vector<pg::oid> all;
    for (const source_request& one : requests) {
        const source before = row_of(one);
        const source after = meeting(one);
        if (is_for_others(after, one) || !needs_locks(before, after, one)) { continue; }
        add(all, before.tables);
        add(all, method_for(after, one).tables(one.relation));
    }
    for (const pg::oid one : released) {
        const auto before = find_source(one);
        if (!before) { continue; }
        const source after = needed(*before);
        if (before->capture == after.capture && before->immediate == after.immediate) { continue; }
        add(all, before->tables);
        add(all, tables_of(after));
    }
    return pg::in_lock_order(std::move(all));
}

void meet(const source_request& request) {
    const source before = row_of(request);
    source after = meeting(request);
    if (is_for_others(after, request)) { return write_if_changed(after); }
    method_for(after, request).ensure(after);
    after.tables = tables_of(after);
    release_unwanted(before, after);
    release_left(before, after);
    write_if_changed(after);
}

void cut_back(pg::oid relation) {
    const auto before = find_source(relation);
    if (!before) { return; }
    source after = needed(*before);
    if (after.capture == before->capture) {
        recomputed(relation); // a consumer is gone: what waited for it may be deleted
    } else {
        method_of(after.capture).ensure(after);
        after.columns.clear();
    }
    release_unwanted(*before, after);
    after.tables = tables_of(after);
    write_if_changed(after);
}

bool restore_capture(const source& of) {
    // Before anything is looked at: another session may be dropping the buffer.
    pg::lock(pg::lock_subject::buffer, of.relation, pg::lock_mode::share);
    const bool was_intact = are_methods_intact(of);
    if (!was_intact) {
        for (const capture_method* const method : methods_of(of)) { method->ensure(of); }
    }
    source now = of;
    now.tables = tables_of(of);
    write_if_changed(now);
    return !was_intact;
}

void release_capture(pg::oid relation) {
    pg::lock(pg::lock_subject::buffer, relation, pg::lock_mode::exclusive);
    const source gone =
        find_source(relation).value_or(source{.relation = relation, .columns = {}, .tables = {}});
    for (const capture_kind kind : {capture_kind::triggers, capture_kind::marks}) {
        method_of(kind).release(gone);
    }
    immediate_method().release(gone);
}

bool tells_of_changes(pg::oid relation) {
    const auto found = find_source(relation);
    return found && found->capture != capture_kind::none && method_of(found->capture).is_intact(*found);
}

} // namespace pgt::ext
