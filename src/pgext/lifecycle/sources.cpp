#include "lifecycle/sources.hpp"

#include "capture/capture.hpp"
#include "lifecycle/marks.hpp"
#include "pg/snapshot.hpp"

#include <algorithm>
#include <format>

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

/// Ends the capture of those that nobody reads any more.
void release_all(const std::vector<dependency>& sources) {
    for (const dependency& one : sources) {
        if (one.is_marked) { release_marks(one.source); }
        if (!one.is_captured) { continue; }
        release_capture(one.source, [&one] { return !frontiers_over(one.source).empty(); });
    }
}

} // namespace

void attach_sources(const stream_table& table, const pg::analysed_query& query, const recipe& how) {
    const std::vector<dependency> before = dependencies_of(table.id);
    std::vector<dependency> reads = dependencies_of(query, how);
    if (how.mode == refresh_mode::full) { choose_marks(query, reads, pg::owner_of_relation(table.relation)); }
    set_dependencies(table.id, reads);
    pg::count_command();
    for (const dependency& one : reads) {
        if (one.is_marked) { ensure_marks(one.source); }
    }
    for (const bind::source& source : how.sources) {
        if (!is_capturing(source.relation.oid)) { mark_readers(source.relation.oid, table.id); }
        ensure_capture(source.relation.oid, numbers_of(source));
    }
    release_all(before);
}

void release_sources(const stream_table& table) {
    const std::vector<dependency> before = dependencies_of(table.id);
    set_dependencies(table.id, {});
    pg::count_command();
    release_all(before);
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
