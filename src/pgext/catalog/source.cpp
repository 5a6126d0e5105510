#include "catalog/source.hpp"

#include "catalog/dependency_rows.hpp"
#include "catalog/rows.hpp"
#include "catalog/session.hpp"
#include "pg/access/invalidation.hpp"
#include "pg/boundary/report.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <span>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::array<std::string_view, 5> kinds{"TABLE", "STREAM_TABLE", "VIEW", "MATVIEW", "FOREIGN_TABLE"};
constexpr std::array<std::string_view, 4> needs{"NOTHING", "NOTICE", "CHANGES", "ROWS"};
constexpr std::array<std::string_view, 3> captures{"NONE", "MARK", "TRIGGER"};

template <class Word>
Word parse(std::span<const std::string_view> words, std::string_view word, std::string_view column) {
    const auto found = std::ranges::find(words, word);
    if (found != words.end()) { return static_cast<Word>(found - words.begin()); }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid {} \"{}\"", column, word));
}
source_kind parse_kind(std::string_view word, std::string_view column) {
    return parse<source_kind>(kinds, word, column);
}
source_need parse_need(std::string_view word, std::string_view column) {
    return parse<source_need>(needs, word, column);
}
capture_kind parse_capture(std::string_view word, std::string_view column) {
    return parse<capture_kind>(captures, word, column);
}

} // namespace

template <> struct column_value<source_kind> : word_value<source_kind, parse_kind> {};
template <> struct column_value<source_need> : word_value<source_need, parse_need> {};
template <> struct column_value<capture_kind> : word_value<capture_kind, parse_capture> {};

namespace {

constexpr std::array source_fields{
    field_of<source, [](auto& of) -> auto& { return of.relation; }>("source_relid"),
    field_of<source, [](auto& of) -> auto& { return of.kind; }>("source_type"),
    field_of<source, [](auto& of) -> auto& { return of.capture; }>("capture_method"),
    field_of<source, [](auto& of) -> auto& { return of.immediate; }>("immediate"),
    field_of<source, [](auto& of) -> auto& { return of.columns; }>("columns_captured"),
    field_of<source, [](auto& of) -> auto& { return of.tables; }>("trigger_tables"),
};
constexpr std::span<const field<source>> all_source_fields(source_fields);

/// A row of pgt_dependencies; what kind of relation the source is stands in pgt_sources.
struct dependency_entry {
    std::int64_t id = 0;
    dependency of;
};
constexpr std::array dependency_fields{
    field_of<dependency_entry, [](auto& of) -> auto& { return of.id; }>("pgt_id"),
    field_of<dependency_entry, [](auto& of) -> auto& { return of.of.source; }>("source_relid"),
    field_of<dependency_entry, [](auto& of) -> auto& { return of.of.columns; }>("columns_used"),
    field_of<dependency_entry, [](auto& of) -> auto& { return of.of.need; }>("need"),
};
constexpr std::span<const field<dependency_entry>> all_dependency_fields(dependency_fields);

pg::catalog_layout& source_layout() {
    static auto& layout =
        *new pg::catalog_layout("pgtrickle_catalog", "pgt_sources", column_names(all_source_fields));
    return layout;
}

std::vector<source> read_sources(const sql::text& condition) {
    const catalog_session session;
    return read_records(all_source_fields,
                        session.sql().run(sql::build(
                            "select {} from pgtrickle_catalog.pgt_sources where {} order by source_relid",
                            columns_of(all_source_fields), condition)));
}

} // namespace

std::string_view name_of(source_kind kind) { return kinds.at(std::to_underlying(kind)); }
std::string_view name_of(source_need need) { return needs.at(std::to_underlying(need)); }
std::string_view name_of(capture_kind kind) { return captures.at(std::to_underlying(kind)); }

namespace {

pg::catalog_layout& dependency_layout() {
    static auto& layout =
        *new pg::catalog_layout("pgtrickle_catalog", "pgt_dependencies", column_names(all_dependency_fields));
    return layout;
}

constexpr std::size_t source_key = place_of(source_fields, "source_relid");
constexpr std::size_t dependency_key = place_of(dependency_fields, "source_relid");
constexpr std::size_t need_column = place_of(dependency_fields, "need");
constexpr std::size_t reader_column = place_of(dependency_fields, "pgt_id");

} // namespace

void each_reader(pg::oid relation, source_need need,
                 const std::function<void(const pg::nullable_datum& id)>& take) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table table(dependency_layout(), pg::lock_mode::access_share);
    for (const pg::catalog_row& row : table.find(dependency_key, relation, now)) {
        pg::check_for_interrupts();
        if (parse_need(row.get<std::string>(need_column), "need") != need) { continue; }
        take(row.at(reader_column));
    }
}

std::vector<pg::oid> relations_read_by(std::int64_t id) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table table(dependency_layout(), pg::lock_mode::access_share);
    std::vector<pg::oid> all;
    for (const pg::catalog_row& row :
         table.find(reader_column, pg::nullable_value<std::int64_t>::to(id).value, now)) {
        const auto relation = row.get<pg::oid>(dependency_key);
        const std::optional<source> read = find_source(relation);
        if (!read || read->kind != source_kind::stream_table) { all.push_back(relation); }
    }
    return all;
}

std::optional<source> find_source(pg::oid relation) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table table(source_layout(), pg::lock_mode::access_share);
    const auto found = table.find(source_key, relation, now);
    if (found.empty()) { return std::nullopt; }
    return read_record(all_source_fields, found.front());
}

std::vector<source> sources_captured_by(capture_kind kind) {
    return read_sources(sql::build("capture_method = {}", sql::literal{name_of(kind)}));
}

std::vector<source> immediate_sources() { return read_sources(sql::build("immediate")); }

std::vector<source> sources_with_triggers_on(pg::oid table) {
    return read_sources(sql::build("{}::oid = any (trigger_tables)", table));
}

void write_source(const source& row) {
    const catalog_session session;
    new_row written;
    written.add(all_source_fields, row);
    written.insert(session.sql(), sql::build("pgtrickle_catalog.pgt_sources"),
                   sql::build("on conflict (source_relid) do update set ({}) = row (excluded.*)",
                              columns_of(all_source_fields)));
}

void forget_unread(const std::vector<pg::oid>& relations) {
    const catalog_session session;
    session.sql().run(
        sql::build("delete from pgtrickle_catalog.pgt_sources as s where source_relid::oid = any ($1) and not"
                   " exists (select from pgtrickle_catalog.pgt_dependencies as d where d.source_relid ="
                   " s.source_relid)"),
        {}, relations);
}

bool is_read_immediately(pg::oid relation) {
    bool found = false;
    each_reader(relation, source_need::rows, [&](const pg::nullable_datum& /*id*/) { found = true; });
    return found;
}

source_need greatest_need_of(pg::oid relation) {
    source_need found = source_need::nothing;
    for (const source_need need : {source_need::notice, source_need::changes}) {
        each_reader(relation, need, [&](const pg::nullable_datum& /*id*/) { found = need; });
    }
    return found;
}

void announce_readers(std::int64_t id) {
    for (const dependency& one : dependencies_of(id)) { pg::announce_change(one.source); }
}

void set_dependencies(std::int64_t id, const std::vector<dependency>& all) {
    announce_readers(id);
    const catalog_session session;
    session.sql().run(sql::build("delete from pgtrickle_catalog.pgt_dependencies where pgt_id = $1"), {}, id);
    for (const dependency& one : all) {
        new_row row;
        row.add(all_dependency_fields, {.id = id, .of = one});
        row.insert(session.sql(), sql::build("pgtrickle_catalog.pgt_dependencies"));
        pg::announce_change(one.source);
    }
}

namespace {

/// With what its source says of itself.
dependency with_source(dependency one) {
    std::optional<source> read = find_source(one.source);
    if (!read) { return one; }
    one.kind = read->kind;
    if (one.need >= source_need::changes) { one.partitions = std::move(read->tables); }
    return one;
}

} // namespace

/// Without SQL: a session that refreshes its first stream table, or writes to a source, asks for them.
std::vector<dependency> dependencies_of(std::int64_t id) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table table(dependency_layout(), pg::lock_mode::access_share);
    std::vector<dependency> all;
    for (const pg::catalog_row& row :
         table.find(reader_column, pg::nullable_value<std::int64_t>::to(id).value, now)) {
        all.push_back(with_source(read_record(all_dependency_fields, row).of));
    }
    std::ranges::sort(all, {}, &dependency::source);
    return all;
}

} // namespace pgt::ext
