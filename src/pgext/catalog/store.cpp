#include "catalog/store.hpp"

#include "catalog/dependency_rows.hpp"
#include "catalog/kept_stream_table.hpp"
#include "catalog/marked.hpp"
#include "catalog/rows.hpp"
#include "catalog/session.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/change_notes.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::span<const field<stream_table>> all_fields(stream_table_fields);

constexpr std::size_t by_id = table_column("pgt_id");

constexpr std::array description_fields{
    field_of<description, [](auto& of) -> auto& { return of.original_query; }>("original_query"),
    field_of<description, [](auto& of) -> auto& { return of.defining_query; }>("defining_query"),
    null_field_of<description, [](auto& of) -> auto& { return of.downgrade_reason; }>("downgrade_reason"),
    field_of<description, [](auto& of) -> auto& { return of.has_keyless_source; }>("has_keyless_source"),
    field_of<description, [](auto& of) -> auto& { return of.functions_used; }>("functions_used"),
};
constexpr std::span<const field<description>> all_description_fields(description_fields);

/// What a consumer has applied; nothing if it will be recomputed. One whose frontier cannot be read, which is recomputed too,
/// has applied nothing: what is wrong with its row shall not be made worse.
std::optional<frontier> applied_by(const pg::catalog_row& row) {
    if (!row.get<bool>(table_column("is_populated")) || row.get<bool>(table_column("needs_reinit"))) {
        return std::nullopt;
    }
    stream_table consumer;
    constexpr std::size_t place = table_column("frontier");
    all_fields[place].read(consumer, row.at(place), all_fields[place].column);
    return std::move(consumer.frontier);
}

/// What there is now, also under REPEATABLE READ: so the server sees the relations that the rows are about.
std::optional<stream_table> find_by(std::size_t column, pg::oid relation) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table tables(table_layout(), pg::lock_mode::access_share);
    const auto found = tables.find(column, relation, now);
    if (found.empty()) { return std::nullopt; }
    return read_record(all_fields, found.front());
}

template <class... Parameter>
std::vector<stream_table> read_where(const sql::text& condition, const Parameter&... parameters) {
    const catalog_session session;
    return read_records(
        all_fields,
        session.sql().run(
            sql::build("select {} from pgtrickle_catalog.pgt_stream_tables where {} order by pgt_id",
                       columns_of(all_fields), condition),
            {}, parameters...));
}

} // namespace

namespace {

/// By the number of the transaction.
std::pair<std::uint64_t, std::set<std::int64_t>>& marked() {
    static auto& all = *new std::pair<std::uint64_t, std::set<std::int64_t>>;
    return all;
}

void note_marked(std::int64_t id) {
    if (marked().first != pg::number_of_transaction()) { marked() = {pg::number_of_transaction(), {}}; }
    marked().second.insert(id);
}

} // namespace

std::vector<std::int64_t> marked_here() {
    if (marked().second.empty() || marked().first != pg::number_of_transaction()) { return {}; }
    return {marked().second.begin(), marked().second.end()};
}

bool is_marked_here(std::int64_t id) {
    return marked().second.contains(id) && marked().first == pg::number_of_transaction();
}

void forget_marked() { marked().second.clear(); }

std::optional<stream_table> find_stream_table_by_id(std::int64_t id) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table tables(table_layout(), pg::lock_mode::access_share);
    const auto found = tables.find(by_id, static_cast<pg::datum>(id), now);
    if (found.empty()) { return std::nullopt; }
    return read_record(all_fields, found.front());
}

pg::catalog_layout& table_layout() {
    static auto& layout = *new pg::catalog_layout("pgtrickle_catalog", "pgt_stream_tables",
                                                  column_names(all_fields, refresh_columns));
    return layout;
}

bool has_stream_tables() {
    return pg::catalog_table(table_layout(), pg::lock_mode::access_share).any(pg::snapshot::latest());
}

namespace {

/// A row as it was read last.
struct kept_row {
    pg::row_image image;
    std::shared_ptr<const stream_table> record;
};

std::unordered_map<pg::oid, kept_row>& kept_rows() {
    static auto& all = *new std::unordered_map<pg::oid, kept_row>;
    return all;
}

} // namespace

std::shared_ptr<const stream_table> find_kept_stream_table(pg::oid relation) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table tables(table_layout(), pg::lock_mode::access_share);
    kept_row& kept = kept_rows()[relation];
    const auto read = [&](const pg::catalog_row& row) {
        kept.record = std::make_shared<const stream_table>(read_record(all_fields, row));
    };
    const auto found = tables.find_changed(table_column("pgt_relid"), relation, now, kept.image, read);
    if (found != pg::catalog_table::since_then::gone) { return kept.record; }
    kept_rows().erase(relation);
    return nullptr;
}

std::optional<stream_table> find_stream_table(pg::oid relation) {
    const auto found = find_kept_stream_table(relation);
    return found ? std::optional(*found) : std::nullopt;
}

std::optional<stream_table> find_defined_by(pg::oid view) {
    return find_by(table_column("definition"), view);
}

stream_table require_stream_table(const std::string& written) {
    const std::optional<pg::oid> relation = pg::find_relation(written);
    if (!relation) {
        throw user_error(sqlstate::undefined_table,
                         std::format("stream table \"{}\" does not exist", written))
            .hint("See pgtrickle.pgt_status() for the stream tables, and name the schema if it is not in the "
                  "search path.");
    }
    std::optional<stream_table> found = find_stream_table(*relation);
    if (!found) {
        throw user_error(sqlstate::undefined_table, std::format("\"{}\" is not a stream table", written))
            .hint("See pgtrickle.pgt_status() for the stream tables.");
    }
    return std::move(*found);
}

stream_table require_readable_stream_table(const std::string& written) {
    stream_table table = require_stream_table(written);
    if (!pg::may_select(table.relation) && !pg::may_maintain(table.relation)) {
        throw user_error(sqlstate::insufficient_privilege,
                         std::format("permission denied for stream table \"{}\"", table.name.for_people()))
            .hint("Ask its owner to grant SELECT on it.");
    }
    return table;
}

stream_table require_own_stream_table(const std::string& written) {
    stream_table table = require_stream_table(written);
    if (!pg::is_owner(table.relation)) {
        throw user_error(sqlstate::insufficient_privilege,
                         std::format("must be owner of stream table \"{}\"", table.name.for_people()))
            .detail(std::format("Its owner is {}.", pg::user_name(pg::owner_of_relation(table.relation))))
            .hint("Ask the owner, or a member of this role, to call the function.");
    }
    return table;
}

stream_table require_maintained_stream_table(const std::string& written) {
    stream_table table = require_stream_table(written);
    if (!pg::may_maintain(table.relation)) {
        throw user_error(
            sqlstate::insufficient_privilege,
            std::format("permission denied to refresh stream table \"{}\"", table.name.for_people()))
            .hint("Ask its owner to grant MAINTAIN on it.");
    }
    return table;
}

std::int64_t new_stream_table_id() {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select nextval(pg_get_serial_sequence({}, {}))",
                        sql::literal{"pgtrickle_catalog.pgt_stream_tables"}, sql::literal{"pgt_id"}))
        .value<std::int64_t>()
        .value();
}

void insert_stream_table(const stream_table& table, const description& about) {
    pg::note_definitions();
    const catalog_session session;
    new_row row;
    row.add(all_fields, table);
    row.add(all_description_fields, about);
    row.insert(session.sql(), sql::build("pgtrickle_catalog.pgt_stream_tables"));
}

std::vector<stream_table> readers_of(pg::oid source) {
    return read_where(sql::build("pgt_id in (select pgt_id from pgtrickle_catalog.pgt_dependencies "
                                 "where source_relid = $1)"),
                      source);
}

std::vector<upkeep_reader> upkeep_readers_of(pg::oid source) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table tables(table_layout(), pg::lock_mode::access_share);
    std::vector<upkeep_reader> readers;
    each_reader(source, source_need::rows, [&](const pg::nullable_datum& id) {
        for (const pg::catalog_row& row : tables.find(by_id, id.value, now)) {
            const bool waits =
                row.get<std::string>(table_column("refresh_mode")) == name_of(refresh_mode::on_commit);
            readers.push_back({.relation = row.get<pg::oid>(table_column("pgt_relid")),
                               .waits_for_commit = waits,
                               .locks_rows = row.get<bool>(table_column("locks_rows"))});
        }
    });
    return readers;
}

std::vector<stream_table> all_stream_tables() { return read_where(sql::build("true")); }

frontier low_frontier_over(pg::oid source) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table tables(table_layout(), pg::lock_mode::access_share);
    std::vector<frontier> consumers;
    each_reader(source, source_need::changes, [&](const pg::nullable_datum& id) {
        for (const pg::catalog_row& row : tables.find(by_id, id.value, now)) {
            if (auto applied = applied_by(row)) { consumers.push_back(std::move(*applied)); }
        }
    });
    return frontier::meet(consumers);
}

namespace {

/// What users choose about a stream table.
constexpr std::array chosen_columns{"schedule",
                                    "requested_mode",
                                    "status",
                                    "diamond_consistency",
                                    "diamond_schedule_policy",
                                    "upkeep_errors",
                                    "refresh_tier",
                                    "service_class",
                                    "row_errors",
                                    "scheduling_paused",
                                    "freshness_deadline_ms"};

/// What belongs to its query.
constexpr std::array definition_columns{"definition", "settings"};

/// The fields of some columns.
std::vector<field<stream_table>> fields_of(std::span<const char* const> columns) {
    std::vector<field<stream_table>> chosen;
    for (const field<stream_table>& one : all_fields) {
        if (std::ranges::contains(columns, std::string_view(one.column))) { chosen.push_back(one); }
    }
    return chosen;
}

} // namespace

void update_settings(const stream_table& table) {
    pg::note_definitions();
    const catalog_session session;
    new_row row;
    row.add(std::span<const field<stream_table>>(fields_of(chosen_columns)), table);
    row.update(session.sql(), sql::build("pgtrickle_catalog.pgt_stream_tables"),
               sql::build(", consecutive_errors = case when {} = 1 then 0 else consecutive_errors end,"
                          " updated_at = now() where pgt_id = {}",
                          table.status == table_status::active ? 1 : 0, table.id));
}

std::string original_query_of(std::int64_t id) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select original_query from pgtrickle_catalog.pgt_stream_tables where pgt_id = $1"),
             {}, id)
        .value<std::string>()
        .value();
}

void update_definition(const stream_table& table, const description& about) {
    pg::note_definitions();
    const catalog_session session;
    new_row row;
    row.add(std::span<const field<stream_table>>(fields_of(definition_columns)), table);
    row.add(all_description_fields, about);
    row.update(session.sql(), sql::build("pgtrickle_catalog.pgt_stream_tables"),
               sql::build("where pgt_id = {}", table.id));
}

void update_mode(const stream_table& table, const std::string& downgrade_reason, bool has_keyless_source) {
    pg::note_definitions();
    announce_readers(table.id);
    const catalog_session session;
    session.sql().run(
        sql::build("update pgtrickle_catalog.pgt_stream_tables set refresh_mode = $2, downgrade_reason = $3,"
                   " has_keyless_source = $4, fingerprint = $5, locks_rows = $6, key_columns = $7,"
                   " quarantine_states = $8,"
                   " last_full_ms = null, last_delta_ms_per_row = null,"
                   " generation = generation + 1, updated_at = now() where pgt_id = $1"),
        {}, table.id, name_of(table.mode),
        downgrade_reason.empty() ? std::nullopt : std::optional(downgrade_reason), has_keyless_source,
        table.fingerprint, table.locks_rows, table.key_columns, table.quarantine_states);
    pg::announce_change(table.relation); // those that read it plan by its key
}

void mark_for_reinit(std::int64_t id, const std::string& reason) {
    pg::note_definitions();
    note_marked(id);
    const catalog_session session;
    session.sql().run(
        sql::build("update pgtrickle_catalog.pgt_stream_tables set needs_reinit = true, reinit_reason = $2,"
                   " generation = generation + 1 where pgt_id = $1"),
        {}, id, reason);
}

void synchronise_names() {
    const catalog_session session;
    session.sql().run(sql::build(
        "update pgtrickle_catalog.pgt_stream_tables set pgt_schema = nspname, pgt_name = relname,"
        " generation = generation + 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
        " where pg_class.oid = pgt_relid"
        " and (pgt_schema, pgt_name) is distinct from (nspname::text, relname::text)"));
}

void forget_stream_table(pg::oid relation) {
    pg::note_definitions();
    const catalog_session session;
    session.sql().run(
        sql::build("with gone as (delete from pgtrickle_catalog.pgt_stream_tables where pgt_relid = $1"
                   " returning pgt_id), unread as (delete from pgtrickle_catalog.pgt_dependencies using gone"
                   " where pgt_dependencies.pgt_id = gone.pgt_id), kept as (delete from"
                   " pgtrickle_catalog.pgt_upkeep using gone where pgt_upkeep.pgt_id = gone.pgt_id),"
                   " audited as (delete from pgtrickle_catalog.pgt_audits using gone"
                   " where pgt_audits.pgt_id = gone.pgt_id),"
                   " shadowed as (delete from pgtrickle_catalog.pgt_shadowed using gone"
                   " where pgt_shadowed.pgt_id = gone.pgt_id),"
                   " tried as (delete from pgtrickle_catalog.pgt_canaries using gone"
                   " where gone.pgt_id in (pgt_canaries.pgt_id, pgt_canaries.canary_id)),"
                   " late as (delete from pgtrickle_catalog.pgt_sla_breaches using gone"
                   " where pgt_sla_breaches.pgt_id = gone.pgt_id),"
                   " rounds as (delete from pgtrickle_catalog.pgt_audit_rounds using gone"
                   " where pgt_audit_rounds.pgt_id = gone.pgt_id),"
                   " differing as (delete from pgtrickle_catalog.pgt_audit_differences using gone"
                   " where pgt_audit_differences.pgt_id = gone.pgt_id), timeless as"
                   " (delete from pgtrickle_catalog.pgt_moments using gone"
                   " where pgt_moments.pgt_id = gone.pgt_id)"
                   " delete from pgtrickle_catalog.pgt_refresh_history using gone"
                   " where pgt_refresh_history.pgt_id = gone.pgt_id"),
        {}, relation);
}

} // namespace pgt::ext
