#include "catalog/store.hpp"

#include "catalog/rows.hpp"
#include "catalog/session.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/change_notes.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

constexpr std::array<std::string_view, 5> kinds{"TABLE", "STREAM_TABLE", "VIEW", "MATVIEW", "FOREIGN_TABLE"};

std::optional<std::string> null_if_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// A row of the result of a statement.
struct result_row {
    const pg::result& rows;
    std::size_t number;
    template <class T> [[nodiscard]] T get(std::size_t column) const { return rows.get<T>(number, column); }
};

template <class Row> stream_table read_row(const Row& row) {
    namespace column = table_column;
    stream_table table;
    table.id = row.template get<std::int64_t>(column::pgt_id);
    table.relation = row.template get<pg::oid>(column::pgt_relid);
    table.name = {row.template get<std::string>(column::pgt_schema),
                  row.template get<std::string>(column::pgt_name)};
    table.definition = row.template get<pg::oid>(column::definition);
    table.requested = parse_mode(row.template get<std::string>(column::requested_mode), "requested_mode");
    table.mode = parse_mode(row.template get<std::string>(column::refresh_mode), "refresh_mode");
    table.status = parse_status(row.template get<std::string>(column::status));
    table.is_populated = row.template get<bool>(column::is_populated);
    table.needs_reinit = row.template get<bool>(column::needs_reinit);
    table.reinit_reason = row.template get<std::optional<std::string>>(column::reinit_reason).value_or("");
    table.generation = row.template get<std::int64_t>(column::generation);
    table.schedule = row.template get<std::optional<std::string>>(column::schedule);
    table.frontier = row.template get<std::optional<std::string>>(column::frontier).value_or("");
    table.full_ms = row.template get<std::optional<double>>(column::last_full_ms);
    table.delta_ms_per_row = row.template get<std::optional<double>>(column::last_delta_ms_per_row);
    table.fingerprint = row.template get<std::string>(column::fingerprint);
    table.settings = row.template get<std::vector<std::string>>(column::settings);
    table.full_blocks = row.template get<std::optional<std::int64_t>>(column::last_full_blocks).value_or(0);
    table.diamonds = {row.template get<std::string>(column::diamond_consistency),
                      row.template get<std::string>(column::diamond_schedule_policy)};
    table.failures = row.template get<std::int32_t>(column::consecutive_errors);
    return table;
}

std::vector<stream_table> read(const pg::result& rows) {
    std::vector<stream_table> tables;
    for (std::size_t i = 0; i < rows.size(); ++i) { tables.push_back(read_row(result_row{rows, i})); }
    return tables;
}

/// The columns that make a `stream_table`, in their order, those that are names of relations as numbers.
std::string row_columns() {
    std::string list;
    for (std::size_t i = 0; i < table_column::how_many_make_a_stream_table; ++i) {
        const bool is_name = i == table_column::pgt_relid || i == table_column::definition;
        list += std::format("{}{}{}", i == 0 ? "" : ", ", table_columns[i], is_name ? "::oid" : "");
    }
    return list;
}

namespace dependency_column {
enum : std::size_t { pgt_id, source_relid, cdc_mode, is_marked };
}
pg::catalog_layout& dependency_layout() {
    static auto& layout = *new pg::catalog_layout("pgtrickle_catalog", "pgt_dependencies",
                                                  {"pgt_id", "source_relid", "cdc_mode", "is_marked"});
    return layout;
}

/// What there is now, also under REPEATABLE READ: so the server sees the relations that the rows are about.
std::optional<stream_table> find_by(std::size_t column, pg::oid relation) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table tables(table_layout(), pg::lock_mode::access_share);
    const auto found = tables.find(column, relation, now);
    if (found.empty()) { return std::nullopt; }
    return read_row(found.front());
}

sql::text select_where(const sql::text& condition) {
    return sql::build("select {} from pgtrickle_catalog.pgt_stream_tables where {}",
                      sql::from_server(row_columns()), condition);
}

} // namespace

pg::catalog_layout& table_layout() {
    static auto& layout = *new pg::catalog_layout("pgtrickle_catalog", "pgt_stream_tables",
                                                  {table_columns.begin(), table_columns.end()});
    return layout;
}

bool has_stream_tables() {
    return pg::catalog_table(table_layout(), pg::lock_mode::access_share).any(pg::snapshot::latest());
}

std::optional<stream_table> find_stream_table(pg::oid relation) {
    return find_by(table_column::pgt_relid, relation);
}

std::optional<stream_table> find_defined_by(pg::oid view) { return find_by(table_column::definition, view); }

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
            .detail(std::format("Its owner is {}.", pg::user_name(pg::owner_of_relation(table.relation))));
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
    session.sql().run(
        sql::build(
            "insert into pgtrickle_catalog.pgt_stream_tables"
            " (pgt_id, pgt_relid, pgt_schema, pgt_name, definition, original_query, defining_query,"
            " schedule, requested_mode, refresh_mode, downgrade_reason, status, is_populated,"
            " has_keyless_source, functions_used, settings, fingerprint, diamond_consistency,"
            " diamond_schedule_policy) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
            " $15, $16, $17, $18, $19)"),
        {}, table.id, table.relation, table.name.schema, table.name.name, table.definition,
        about.original_query, about.defining_query, table.schedule, name_of(table.requested),
        name_of(table.mode), null_if_empty(about.downgrade_reason), name_of(table.status), table.is_populated,
        about.has_keyless_source, about.functions_used, table.settings, table.fingerprint,
        table.diamonds.consistency, table.diamonds.policy);
}

void set_dependencies(std::int64_t id, const std::vector<dependency>& all) {
    const catalog_session session;
    session.sql().run(sql::build("delete from pgtrickle_catalog.pgt_dependencies where pgt_id = $1"), {}, id);
    for (const dependency& one : all) {
        session.sql().run(
            sql::build("insert into pgtrickle_catalog.pgt_dependencies"
                       " (pgt_id, source_relid, source_type, columns_used, cdc_mode, partitions, is_marked)"
                       " values ($1, $2, $3, $4, $5, $6, $7)"),
            {}, id, one.source, kinds.at(std::to_underlying(one.kind)), one.columns,
            one.is_captured ? std::optional<std::string>("TRIGGER") : std::nullopt, one.partitions,
            one.is_marked);
    }
}

std::vector<dependency> dependencies_of(std::int64_t id) {
    const catalog_session session;
    const pg::result rows = session.sql().run(
        sql::build(
            "select source_relid::oid, source_type, columns_used, cdc_mode is not null, partitions,"
            " is_marked from pgtrickle_catalog.pgt_dependencies where pgt_id = $1 order by source_relid"),
        {}, id);
    std::vector<dependency> all;
    for (auto& [source, kind, columns, is_captured, partitions, is_marked] :
         rows.all<pg::oid, std::string, std::vector<std::string>, bool, std::vector<pg::oid>, bool>()) {
        const auto found = std::ranges::find(kinds, kind);
        all.push_back({source, static_cast<source_kind>(found - kinds.begin()), columns, is_captured,
                       partitions, is_marked});
    }
    return all;
}

bool is_marked(pg::oid source) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table dependencies(dependency_layout(), pg::lock_mode::access_share);
    return std::ranges::any_of(
        dependencies.find(dependency_column::source_relid, source, now),
        [](const pg::catalog_row& one) { return one.get<bool>(dependency_column::is_marked); });
}

void set_partitions(pg::oid source, const std::vector<pg::oid>& partitions) {
    const catalog_session session;
    session.sql().run(sql::build("update pgtrickle_catalog.pgt_dependencies set partitions = $2"
                                 " where source_relid = $1 and cdc_mode is not null"),
                      {}, source, partitions);
}

std::vector<stream_table> readers_of_partition(pg::oid partition) {
    const catalog_session session;
    return read(session.sql().run(
        select_where(sql::build("pgt_id in (select pgt_id from pgtrickle_catalog.pgt_dependencies"
                                " where $1 = any (partitions)) order by pgt_id")),
        {}, partition));
}

std::vector<stream_table> readers_of(pg::oid source) {
    const catalog_session session;
    return read(session.sql().run(
        select_where(sql::build("pgt_id in (select pgt_id from pgtrickle_catalog.pgt_dependencies "
                                "where source_relid = $1) order by pgt_id")),
        {}, source));
}

std::vector<stream_table> all_stream_tables() {
    const catalog_session session;
    return read(session.sql().run(select_where(sql::build("true order by pgt_id"))));
}

std::optional<std::vector<pg::oid>> noted_partitions(pg::oid source) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select partitions from pgtrickle_catalog.pgt_dependencies"
                        " where source_relid = $1 and cdc_mode is not null limit 1"),
             {}, source)
        .value<std::vector<pg::oid>>();
}

namespace {

/// Calls `take` with the catalog's row of each stream table that takes in the changes of `source`, as of now.
template <class Take> void each_consumer(pg::oid source, Take take) {
    namespace column = dependency_column;
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table dependencies(dependency_layout(), pg::lock_mode::access_share);
    const pg::catalog_table tables(table_layout(), pg::lock_mode::access_share);
    for (const pg::catalog_row& one : dependencies.find(column::source_relid, source, now)) {
        pg::check_for_interrupts();
        if (one.at(column::cdc_mode).is_null) { continue; }
        for (const pg::catalog_row& reader :
             tables.find(table_column::pgt_id, one.at(column::pgt_id).value, now)) {
            take(reader);
        }
    }
}

} // namespace

std::vector<std::string> frontiers_over(pg::oid source) {
    std::vector<std::string> all;
    each_consumer(source, [&all](const pg::catalog_row& reader) {
        const bool will_be_recomputed =
            !reader.get<bool>(table_column::is_populated) || reader.get<bool>(table_column::needs_reinit);
        if (will_be_recomputed) { return; }
        all.push_back(reader.get<std::optional<std::string>>(table_column::frontier).value_or(""));
    });
    return all;
}

bool is_consumed(pg::oid source) {
    bool found = false;
    each_consumer(source, [&found](const pg::catalog_row& /*reader*/) { found = true; });
    return found;
}

void update_settings(const stream_table& table) {
    pg::note_definitions();
    const catalog_session session;
    session.sql().run(
        sql::build("update pgtrickle_catalog.pgt_stream_tables set schedule = $2, requested_mode = $3,"
                   " diamond_consistency = $6, diamond_schedule_policy = $7,"
                   " status = $4, consecutive_errors = case when $5 then 0 else consecutive_errors"
                   " end, updated_at = now() where pgt_id = $1"),
        {}, table.id, table.schedule, name_of(table.requested), name_of(table.status),
        table.status == table_status::active, table.diamonds.consistency, table.diamonds.policy);
}

void update_mode(const stream_table& table, const std::string& downgrade_reason, bool has_keyless_source) {
    pg::note_definitions();
    const catalog_session session;
    session.sql().run(
        sql::build(
            "update pgtrickle_catalog.pgt_stream_tables set refresh_mode = $2, downgrade_reason = $3,"
            " has_keyless_source = $4, fingerprint = $5, last_full_ms = null, last_delta_ms_per_row = null,"
            " generation = generation + 1, updated_at = now() where pgt_id = $1"),
        {}, table.id, name_of(table.mode), null_if_empty(downgrade_reason), has_keyless_source,
        table.fingerprint);
}

void mark_for_reinit(std::int64_t id, const std::string& reason) {
    pg::note_definitions();
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
                   " where pgt_dependencies.pgt_id = gone.pgt_id)"
                   " delete from pgtrickle_catalog.pgt_refresh_history using gone"
                   " where pgt_refresh_history.pgt_id = gone.pgt_id"),
        {}, relation);
}

} // namespace pgt::ext
