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
            const bool needs_rows = is_in_transaction(how.mode);
            one.need = needs_rows ? source_need::rows : source_need::changes;
            if (!needs_rows) { request.columns = numbers_of(*captured); }
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

/// Whether a source can be captured for a need without all that it had to be captured for before.
bool is_less(source_need now, source_need before) {
    if (now == source_need::rows || before == source_need::rows) {
        return now != before && before != source_need::nothing;
    }
    return now < before;
}

/// Those of which the table needs less than before.
std::vector<pg::oid> released(const std::vector<dependency>& before, const std::vector<dependency>& after) {
    std::vector<pg::oid> all;
    for (const dependency& one : before) {
        const auto same = std::ranges::find(after, one.source, &dependency::source);
        const source_need need = same == after.end() ? source_need::nothing : same->need;
        if (is_less(need, one.need)) { all.push_back(one.source); }
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

/// Marks the requests for rows that the table did not need before.
void mark_first(std::vector<source_request>& requests, const std::vector<dependency>& before) {
    for (source_request& one : requests) {
        const auto same = std::ranges::find(before, one.relation, &dependency::source);
        one.is_first_for_rows =
            one.need == source_need::rows && (same == before.end() || same->need != source_need::rows);
    }
}

/// Whether changes of a source may have escaped those that read it in the way of the request.
bool is_broken(const source_request& one) {
    if (one.need == source_need::changes) { return !is_capturing(one.relation); }
    return one.need == source_need::rows && !is_handed_on(one.relation);
}

void follow(const stream_table& table, reads now) {
    const std::vector<dependency> before = dependencies_of(table.id);
    mark_first(now.requests, before);
    const std::vector<pg::oid> less = released(before, now.dependencies);
    set_dependencies(table.id, now.dependencies);
    pg::count_command();
    lock_buffers(now.requests, less);
    pg::lock_all(tables_to_change(now.requests, less), pg::lock_mode::share_row_exclusive);
    for (const source_request& one : now.requests) {
        if (is_broken(one)) { mark_readers(one.relation, one.need, table.id); }
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

namespace {

void add_written_by(std::vector<pg::oid>& to, std::int64_t id);

/// Adds a table, and those from which it follows in the transactions that change them.
void add_written(std::vector<pg::oid>& to, pg::oid relation) {
    if (std::ranges::contains(to, relation)) { return; }
    to.push_back(relation);
    const auto read = find_stream_table(relation);
    if (read && is_in_transaction(read->mode)) { add_written_by(to, read->id); }
}

/// The same for all tables that a stream table reads.
void add_written_by(std::vector<pg::oid>& to, std::int64_t id) {
    for (const dependency& one : dependencies_of(id)) {
        const bool holds_rows = one.kind == source_kind::table || one.kind == source_kind::stream_table;
        if (holds_rows) { add_written(to, one.source); }
    }
}

} // namespace

void keep_writers_out(const stream_table& table, const std::vector<pg::read_relation>& also) {
    std::vector<pg::oid> tables;
    add_written_by(tables, table.id);
    for (const pg::read_relation& one : also) {
        const source_kind kind = kind_of(one);
        const bool holds_rows = kind == source_kind::table || kind == source_kind::stream_table;
        if (holds_rows) { add_written(tables, one.id); }
    }
    pg::lock_all(pg::with_members(tables), pg::lock_mode::share_row_exclusive);
}

void release_sources(const stream_table& table) { follow(table, {}); }

namespace {

/// A query may name a source that its result does not depend on.
bool needs(const stream_table& reader, pg::oid source, source_need need) {
    return std::ranges::any_of(dependencies_of(reader.id), [=](const dependency& one) {
        return one.source == source && one.need == need;
    });
}

} // namespace

void mark_readers(pg::oid source, source_need need, std::int64_t but_not) {
    const auto has_need = [need](refresh_mode mode) {
        return need == source_need::rows ? is_in_transaction(mode) : mode == refresh_mode::differential;
    };
    for (const stream_table& reader : readers_of(source)) {
        if (!has_need(reader.mode) || !needs(reader, source, need) || reader.id == but_not) { continue; }
        mark_for_reinit(reader.id, std::format("capture of \"{}\" was broken", pg::printed_name(source)));
    }
}

void mark_readers(const source& of) {
    if (provided_by(of.capture) == source_need::changes) { mark_readers(of.relation, source_need::changes); }
    if (of.immediate) { mark_readers(of.relation, source_need::rows); }
}

bool has_keyless_source(const recipe& how) {
    return std::ranges::any_of(how.sources,
                               [](const bind::source& source) { return source.relation.keys.empty(); });
}

} // namespace pgt::ext
