#include "lifecycle/sources.hpp"

#include "capture/capture.hpp"
#include "lifecycle/marks.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/snapshot.hpp"

#include <algorithm>
#include <format>
#include <iterator>
#include <map>

namespace pgt::ext {
namespace {

source_kind kind_of(const pg::read_relation& read) {
    switch (read.kind) {
    case 'v': return source_kind::view;
    case 'm': return source_kind::materialized_view;
    case 'f': return source_kind::foreign_table;
    default: return find_stream_table(read.id) ? source_kind::stream_table : source_kind::table;
    }
}

std::vector<std::string> names_of(const bind::source& source) {
    std::vector<std::string> names;
    for (const std::size_t column : source.used) { names.push_back(source.relation.columns.at(column).name); }
    return names;
}

std::vector<dependency> dependencies_of(const pg::analysed_query& query, const recipe& how) {
    std::vector<dependency> all;
    for (const pg::read_relation& read : query.relations) {
        dependency one{.source = read.id,
                       .kind = kind_of(read),
                       .columns = read.columns,
                       .is_captured = false,
                       .partitions = {},
                       .is_marked = false};
        const auto captured = std::ranges::find_if(
            how.sources, [&](const bind::source& source) { return source.relation.oid == read.id; });
        if (captured != how.sources.end()) {
            one.columns = names_of(*captured);
            one.is_captured = true;
            one.partitions = pg::with_partitions(read.id, pg::lock_mode::access_share);
        }
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<pg::column_number> numbers_of(const bind::source& source) {
    std::vector<pg::column_number> numbers;
    for (const std::size_t column : source.used) {
        numbers.push_back(static_cast<pg::column_number>(source.relation.columns.at(column).number));
    }
    return numbers;
}

bool is_source(const recipe& how, pg::oid relation) {
    return std::ranges::any_of(how.sources,
                               [=](const bind::source& one) { return one.relation.oid == relation; });
}

/// Those that were captured for the table and no longer have to be.
std::vector<pg::oid> no_longer_captured(const std::vector<dependency>& before, const recipe& how) {
    std::vector<pg::oid> gone;
    for (const dependency& one : before) {
        if (one.is_captured && !is_source(how, one.source)) { gone.push_back(one.source); }
    }
    return gone;
}

/// Who consumes which buffers is settled in the order of oids, whatever the order in which the query names its sources.
void lock_buffers(const recipe& how, const std::vector<pg::oid>& gone) {
    std::map<pg::oid, pg::lock_mode> locks;
    for (const bind::source& one : how.sources) { locks[one.relation.oid] = pg::lock_mode::share; }
    for (const pg::oid one : gone) { locks[one] = pg::lock_mode::exclusive; }
    for (const auto& [source, mode] : locks) { pg::lock(pg::lock_subject::buffer, source, mode); }
}

/// All tables whose triggers come or go.
std::vector<pg::oid> tables_to_change(const recipe& how, const std::vector<pg::oid>& gone) {
    std::vector<pg::oid> sources;
    for (const bind::source& one : how.sources) {
        if (needs_capture(one.relation.oid, numbers_of(one))) { sources.push_back(one.relation.oid); }
    }
    std::ranges::copy_if(gone, std::back_inserter(sources), [](pg::oid one) { return !is_consumed(one); });
    return pg::with_all_partitions(sources);
}

/// Ends the capture of those that nobody reads any more.
void release_all(const std::vector<pg::oid>& sources) {
    for (const pg::oid one : sources) {
        release_capture(one, [one] { return is_consumed(one); });
    }
}

/// Takes off the marks that nobody needs any more.
void release_all_marks(const std::vector<dependency>& before) {
    for (const dependency& one : before) {
        if (one.is_marked) { release_marks(one.source); }
    }
}

} // namespace

void attach_sources(const stream_table& table, const pg::analysed_query& query, const recipe& how) {
    const std::vector<dependency> before = dependencies_of(table.id);
    const std::vector<pg::oid> gone = no_longer_captured(before, how);
    std::vector<dependency> reads = dependencies_of(query, how);
    std::ranges::sort(reads, {}, &dependency::source); // the order of locks
    if (how.mode == refresh_mode::full) { choose_marks(query, reads, pg::owner_of_relation(table.relation)); }
    set_dependencies(table.id, reads);
    pg::count_command();
    lock_buffers(how, gone);
    pg::lock_all(tables_to_change(how, gone), pg::lock_mode::share_row_exclusive);
    for (const dependency& one : reads) {
        if (one.is_marked) { ensure_marks(one.source); }
    }
    for (const bind::source& source : how.sources) {
        if (!is_capturing(source.relation.oid)) { mark_readers(source.relation.oid, table.id); }
        ensure_capture(source.relation.oid, numbers_of(source));
    }
    release_all(gone);
    release_all_marks(before);
}

void release_sources(const stream_table& table) {
    const recipe none{};
    const std::vector<dependency> before = dependencies_of(table.id);
    const std::vector<pg::oid> gone = no_longer_captured(before, none);
    set_dependencies(table.id, {});
    pg::count_command();
    lock_buffers(none, gone);
    pg::lock_all(tables_to_change(none, gone), pg::lock_mode::share_row_exclusive);
    release_all(gone);
    release_all_marks(before);
}

std::vector<pg::column_number> captured_columns(pg::oid source) {
    std::vector<pg::column_number> numbers;
    const auto buffer = pg::find_buffer(source);
    if (!buffer) { return numbers; }
    for (const auto& column : pg::relation(source, pg::lock_mode::access_share).columns()) {
        numbers.push_back(column.number);
    }
    const auto kept = pg::relation(*buffer, pg::lock_mode::access_share).columns();
    std::erase_if(numbers, [&](pg::column_number number) {
        return !std::ranges::contains(kept, pg::buffer_format::column_name(number), &pg::column::name);
    });
    return numbers;
}

void mark_readers(pg::oid source, std::int64_t but_not) {
    const auto name = pg::name_of_relation(source);
    for (const stream_table& reader : readers_of(source)) {
        if (reader.mode == refresh_mode::full || reader.id == but_not) { continue; }
        mark_for_reinit(reader.id,
                        std::format("capture of \"{}\" was broken", name ? name->for_people() : ""));
    }
}

bool has_keyless_source(const recipe& how) {
    return std::ranges::any_of(how.sources,
                               [](const bind::source& source) { return source.relation.keys.empty(); });
}

} // namespace pgt::ext
