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
    return provided_by(of.capture) > request.need;
}

/// How a source has to be captured for those that read it; not at all if it is gone, also before they are.
capture_kind kind_needed(pg::oid relation) {
    return pg::name_of_relation(relation) ? kind_for(greatest_need_of(relation)) : capture_kind::none;
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
        const capture_method& method = method_of(after.capture);
        if (is_for_others(after, one)) { continue; }
        if (before.capture == after.capture && !method.has_to_ensure(after)) { continue; }
        add(all, before.tables);
        add(all, method.tables(one.relation));
    }
    for (const pg::oid one : released) {
        const auto before = find_source(one);
        const capture_kind after = kind_needed(one);
        if (!before || before->capture == after) { continue; }
        add(all, before->tables);
        add(all, method_of(after).tables(one));
    }
    return pg::in_lock_order(std::move(all));
}

void meet(const source_request& request) {
    const source before = row_of(request);
    source after = meeting(request);
    if (is_for_others(after, request)) { return write_if_changed(after); }
    const capture_method& method = method_of(after.capture);
    method.ensure(after);
    after.tables = method.tables(after.relation);
    if (before.capture != after.capture) { method_of(before.capture).release(before); }
    for (const pg::oid table : before.tables) {
        const bool has_left = before.capture == after.capture && !std::ranges::contains(after.tables, table);
        if (has_left) { method.release_table(after.relation, table); }
    }
    write_if_changed(after);
}

void cut_back(pg::oid relation) {
    const auto before = find_source(relation);
    if (!before) { return; }
    source after = *before;
    after.capture = kind_needed(relation);
    // A consumer is gone: what waited for it may be deleted.
    if (after.capture == before->capture) { return recomputed(relation); }
    const capture_method& method = method_of(after.capture);
    method.ensure(after);
    method_of(before->capture).release(*before);
    after.columns.clear();
    after.tables = method.tables(relation);
    write_if_changed(after);
}

bool restore_capture(const source& of) {
    const capture_method& method = method_of(of.capture);
    const bool was_intact = method.is_intact(of);
    if (!was_intact) {
        pg::lock(pg::lock_subject::buffer, of.relation, pg::lock_mode::share);
        method.ensure(of);
    }
    source now = of;
    now.tables = method.tables(of.relation);
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
}

bool tells_of_changes(pg::oid relation) {
    const auto found = find_source(relation);
    return found && found->capture != capture_kind::none && method_of(found->capture).is_intact(*found);
}

} // namespace pgt::ext
