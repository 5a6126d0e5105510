#include "lifecycle/sources.hpp"

#include "capture/capture.hpp"
#include "capture/sources.hpp"
#include "lifecycle/marks.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/snapshot.hpp"

#include <algorithm>
#include <format>
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

std::vector<pg::column_number> numbers_of(const bind::source& source) {
    std::vector<pg::column_number> numbers;
    for (const std::size_t column : source.used) {
        numbers.push_back(static_cast<pg::column_number>(source.relation.columns.at(column).number));
    }
    return numbers;
}

/// What a stream table reads, and what it asks of each: in the order of oids, which is that of locks.
struct reads {
    std::vector<dependency> dependencies;
    std::vector<source_request> requests; ///< one for each of them
};

reads reads_of(const stream_table& table, const pg::analysed_query& query, const recipe& how) {
    reads all;
    for (const pg::read_relation& read : query.relations) {
        dependency one{.source = read.id, .kind = kind_of(read), .columns = read.columns, .partitions = {}};
        source_request request{.relation = read.id, .kind = one.kind, .columns = {}};
        const auto captured = std::ranges::find_if(
            how.sources, [&](const bind::source& source) { return source.relation.oid == read.id; });
        if (captured != how.sources.end()) {
            one.columns = names_of(*captured);
            one.need = source_need::changes;
            request.columns = numbers_of(*captured);
        }
        all.dependencies.push_back(std::move(one));
        all.requests.push_back(std::move(request));
    }
    if (how.mode == refresh_mode::full) {
        choose_needs(query, all.dependencies, pg::owner_of_relation(table.relation));
    }
    for (std::size_t i = 0; i < all.requests.size(); ++i) { all.requests[i].need = all.dependencies[i].need; }
    std::ranges::sort(all.dependencies, {}, &dependency::source);
    std::ranges::sort(all.requests, {}, &source_request::relation);
    return all;
}

/// Those of which the table needs less than before.
std::vector<pg::oid> released(const std::vector<dependency>& before, const std::vector<dependency>& after) {
    std::vector<pg::oid> all;
    for (const dependency& one : before) {
        const auto same = std::ranges::find(after, one.source, &dependency::source);
        const source_need need = same == after.end() ? source_need::nothing : same->need;
        if (need < one.need) { all.push_back(one.source); }
    }
    return all;
}

/// Which sources have consumers is settled in the order of oids, whatever the order in which the query names them.
void lock_buffers(const std::vector<source_request>& requests, const std::vector<pg::oid>& released) {
    std::map<pg::oid, pg::lock_mode> locks;
    for (const source_request& one : requests) {
        if (one.need != source_need::nothing) { locks[one.relation] = pg::lock_mode::share; }
    }
    for (const pg::oid one : released) { locks[one] = pg::lock_mode::exclusive; }
    for (const auto& [source, mode] : locks) { pg::lock(pg::lock_subject::buffer, source, mode); }
}

void follow(const stream_table& table, const reads& now) {
    const std::vector<dependency> before = dependencies_of(table.id);
    const std::vector<pg::oid> less = released(before, now.dependencies);
    set_dependencies(table.id, now.dependencies);
    pg::count_command();
    lock_buffers(now.requests, less);
    pg::lock_all(tables_to_change(now.requests, less), pg::lock_mode::share_row_exclusive);
    for (const source_request& one : now.requests) {
        const bool was_broken = one.need == source_need::changes && !is_capturing(one.relation);
        if (was_broken) { mark_readers(one.relation, table.id); }
        meet(one);
    }
    std::ranges::for_each(less, cut_back);
    pg::count_command();
    std::vector<pg::oid> relations;
    for (const dependency& one : before) { relations.push_back(one.source); }
    forget_unread(relations);
}

} // namespace

void attach_sources(const stream_table& table, const pg::analysed_query& query, const recipe& how) {
    follow(table, reads_of(table, query, how));
}

void release_sources(const stream_table& table) { follow(table, {}); }

void mark_readers(pg::oid source, std::int64_t but_not) {
    for (const stream_table& reader : readers_of(source)) {
        if (reader.mode == refresh_mode::full || reader.id == but_not) { continue; }
        mark_for_reinit(reader.id, std::format("capture of \"{}\" was broken", pg::printed_name(source)));
    }
}

bool has_keyless_source(const recipe& how) {
    return std::ranges::any_of(how.sources,
                               [](const bind::source& source) { return source.relation.keys.empty(); });
}

} // namespace pgt::ext
