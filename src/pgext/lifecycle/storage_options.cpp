#include "lifecycle/storage_options.hpp"

#include "catalog/states.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/ddl/index_text.hpp"
#include "pg/ddl/partitions.hpp"
#include "pg/ddl/storage_facts.hpp"
#include "pg/query/spi.hpp"

#include <pgt/error.hpp>
#include <pgt/lower/protocol.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <iterator>
#include <string_view>

namespace pgt::ext {
namespace {

pg::relation_name name_of(pg::oid relation) { return pg::name_of_relation(relation).value(); }

/// The relation and its partitions, each of which is stored by itself.
std::vector<pg::oid> with_partitions(pg::oid table) {
    std::vector<pg::oid> all = pg::partitions_of(table);
    all.insert(all.begin(), table);
    return all;
}

/// What has rows of its own.
std::vector<pg::oid> with_rows(pg::oid table) {
    std::vector<pg::oid> all = with_partitions(table);
    if (pg::has_kind(table, 'p')) { all.erase(all.begin()); }
    return all;
}

std::vector<std::string> strings(const pg::result& rows) {
    std::vector<std::string> all;
    for (auto& [one] : rows.all<std::string>()) { all.push_back(std::move(one)); }
    return all;
}

sql::text command_for(pg::oid relation) {
    return pg::has_kind(relation, 'i') || pg::has_kind(relation, 'I') ? sql::build("index")
                                                                      : sql::build("table");
}

/// Those of states, and on hidden columns: others are where their owner has put them.
std::vector<pg::oid> indexes_of_refreshes(const pg::spi& session, pg::oid table) {
    const pg::result rows = session.run(
        sql::build("select i.indexrelid from pg_index as i join pg_class as c on c.oid = i.indrelid"
                   " left join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
                   " where i.indrelid = $1 and (starts_with(a.attname::text, {})"
                   " or c.relnamespace = {}::regnamespace)",
                   sql::literal{lower::protocol::own_prefix}, sql::literal{"pgtrickle_state"}),
        {}, table);
    std::vector<pg::oid> all;
    for (const auto& [one] : rows.all<pg::oid>()) { all.push_back(one); }
    return all;
}

bool move_to(const pg::spi& session, pg::oid relation, const std::string& tablespace) {
    if (pg::tablespace_of(relation) == tablespace) { return false; }
    session.run(sql::build("alter {} {} set tablespace {}", command_for(relation), name_of(relation).sql(),
                           sql::ident{tablespace}));
    return true;
}

/// The table, its partitions, its states, and the indexes that all of these are maintained by.
bool set_tablespace(const pg::spi& session, pg::oid table, std::int64_t id, const std::string& wanted) {
    std::vector<pg::oid> stored = with_partitions(table);
    std::ranges::copy(states_of(id), std::back_inserter(stored));
    std::vector<pg::oid> all = stored;
    for (const pg::oid one : stored) {
        std::ranges::copy(indexes_of_refreshes(session, one), std::back_inserter(all));
    }
    bool has_moved = false;
    for (const pg::oid one : all) { has_moved = move_to(session, one, wanted) || has_moved; }
    return has_moved;
}

// Storage parameters

/// As `name=value`, with those of the TOAST table.
std::vector<std::string> parameters_of(const pg::spi& session, pg::oid relation) {
    return strings(session.run(sql::build("select unnest(reloptions) from pg_class where oid = $1 union all"
                                          " select {} || unnest(t.reloptions) from pg_class as c"
                                          " join pg_class as t on t.oid = c.reltoastrelid where c.oid = $1",
                                          sql::literal{"toast."}),
                               {}, relation));
}

bool is_set(const std::vector<std::string>& present, const storage_parameter& one) {
    const std::string begin = one.name + "=";
    if (one.value) { return std::ranges::contains(present, begin + *one.value); }
    return std::ranges::none_of(present, [&](const std::string& of) { return of.starts_with(begin); });
}

sql::text name_in_sql(const std::string& name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) { return sql::build("{}", sql::ident{name}); }
    return sql::build("{}.{}", sql::ident{name.substr(0, dot)}, sql::ident{name.substr(dot + 1)});
}

bool set_parameter(const pg::spi& session, pg::oid relation, const storage_parameter& one) {
    if (is_set(parameters_of(session, relation), one)) { return false; }
    const sql::text table = sql::build("{}", name_of(relation).sql());
    session.run(one.value ? sql::build("alter table {} set ({} = {})", table, name_in_sql(one.name),
                                       sql::literal{*one.value})
                          : sql::build("alter table {} reset ({})", table, name_in_sql(one.name)));
    return true;
}

bool set_parameters(const pg::spi& session, pg::oid table, const std::vector<storage_parameter>& wanted) {
    bool has_changed = false;
    for (const pg::oid one : with_rows(table)) {
        for (const storage_parameter& parameter : wanted) {
            has_changed = set_parameter(session, one, parameter) || has_changed;
        }
    }
    return has_changed;
}

/// A table of users' own is none that the server's catalogs are made of.
void check_parameter(const storage_parameter& one) {
    constexpr std::array refused{std::string_view("user_catalog_table")};
    if (!std::ranges::contains(refused, one.name)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("storage parameter \"{}\" is not supported for stream tables", one.name))
        .hint("Leave it out.");
}

// Compression

bool set_compression(const pg::spi& session, pg::oid table, const std::string& wanted) {
    bool has_changed = false;
    for (const pg::oid one : with_partitions(table)) {
        const std::vector<std::string> columns = strings(session.run(
            sql::build("select attname::text from pg_attribute join pg_type on pg_type.oid = atttypid"
                       " where attrelid = $1 and attnum > 0 and not attisdropped and typstorage <> {}"
                       " and case attcompression when {} then {} when {} then {} else {} end <> $2"
                       " order by attnum",
                       sql::literal{"p"}, sql::literal{"l"}, sql::literal{"lz4"}, sql::literal{"p"},
                       sql::literal{"pglz"}, sql::literal{"default"}),
            {}, one, wanted));
        for (const std::string& column : columns) {
            session.run(sql::build("alter table {} alter column {} set compression {}", name_of(one).sql(),
                                   sql::ident{column}, sql::ident{wanted}));
            has_changed = true;
        }
    }
    return has_changed;
}

// Indexes

/// The definition of an index without its name and that of its table.
std::string definition_of(const pg::spi& session, pg::oid index) {
    const std::string text =
        session.run(sql::build("select pg_get_indexdef($1)"), {}, index).value<std::string>().value();
    return text.substr(text.find(" USING "));
}

std::vector<pg::oid> indexes_of(const pg::spi& session, pg::oid table) {
    std::vector<pg::oid> all;
    const pg::result rows =
        session.run(sql::build("select indexrelid from pg_index where indrelid = $1 order by 1"), {}, table);
    for (const auto& [one] : rows.all<pg::oid>()) { all.push_back(one); }
    return all;
}

std::vector<std::string> definitions_on(const pg::spi& session, pg::oid table) {
    std::vector<std::string> all;
    for (const pg::oid one : indexes_of(session, table)) { all.push_back(definition_of(session, one)); }
    return all;
}

/// As the server prints it, which tells whether the table has such an index: of an index on an empty table like it, which is gone
/// afterwards.
std::string printed_index(const pg::spi& session, pg::oid table, const sql::text& definition) {
    const pg::subtransaction attempt;
    const pg::relation_name name = name_of(table);
    const pg::relation_name like{name.schema, pg::free_relation_name(name.schema, name.name, "like")};
    session.run(sql::build("create table {} (like {})", like.sql(), name.sql()));
    session.run(sql::build("create index on {} {}", like.sql(), definition));
    const pg::oid made = pg::find_relation(like.schema, like.name).value();
    return definition_of(session, indexes_of(session, made).at(0));
}

/// Operator classes and functions are looked for in the search path of who wrote the definition.
bool create_index(const pg::spi& session, pg::oid table, const std::string& wanted,
                  const std::string& search_path) {
    pg::local_settings settings;
    settings.set("search_path", search_path.c_str());
    const pg::error_context context(std::format("index \"{}\"", wanted));
    const sql::text definition = pg::checked_index(wanted);
    const std::string printed = printed_index(session, table, definition);
    if (std::ranges::contains(definitions_on(session, table), printed)) { return false; }
    session.run(sql::build("create index on {} {}", name_of(table).sql(), definition));
    return true;
}

} // namespace

std::vector<storage_parameter> parse_storage_parameters(const std::string& text) {
    pg::local_settings settings;
    settings.pin_language();
    const pg::spi session;
    const std::string form =
        session.run(sql::build("select jsonb_typeof($1::jsonb)"), {}, text).value<std::string>().value();
    if (form != "object") {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("storage_parameters must be a JSON object, not {}", form))
            .hint("Pass parameters with their values, as in {\"fillfactor\": 70}.");
    }
    std::vector<storage_parameter> all;
    const pg::result rows =
        session.run(sql::build("select p.key, p.value #>> {} from jsonb_each($1::jsonb) as p order by 1",
                               sql::literal{"{}"}),
                    {}, text);
    for (auto& [name, value] : rows.all<std::string, std::optional<std::string>>()) {
        all.push_back({.name = std::move(name), .value = std::move(value)});
        check_parameter(all.back());
    }
    return all;
}

std::vector<std::string> parse_index_definitions(const std::string& text) {
    pg::local_settings settings;
    settings.pin_language();
    const pg::spi session;
    const sql::text elements = text.starts_with('[')
                                   ? sql::build("select jsonb_array_elements_text($1::jsonb)")
                                   : sql::build("select unnest($1::text[])");
    std::vector<std::string> all;
    const pg::result rows = session.run(elements, {}, text);
    for (auto& [one] : rows.all<std::optional<std::string>>()) {
        if (!one) {
            throw user_error(sqlstate::invalid_parameter_value, "a definition in \"indexes\" is NULL")
                .hint("Write what follows the table in CREATE INDEX, as in '(customer)'.");
        }
        all.push_back(std::move(*one));
    }
    return all;
}

std::string present_search_path() {
    const pg::spi session;
    return session.run(sql::build("select pg_catalog.current_setting({})", sql::literal{"search_path"}))
        .value<std::string>()
        .value();
}

bool set_storage(pg::oid table, std::int64_t id, const storage_options& wanted) {
    if (!wanted.is_any()) { return false; }
    const upkeep own;
    const pg::spi session;
    bool has_changed = false;
    if (wanted.tablespace) { has_changed = set_tablespace(session, table, id, *wanted.tablespace); }
    has_changed = set_parameters(session, table, wanted.parameters) || has_changed;
    if (wanted.compression) {
        has_changed = set_compression(session, table, *wanted.compression) || has_changed;
    }
    for (const std::string& one : wanted.indexes) {
        has_changed = create_index(session, table, one, wanted.search_path) || has_changed;
    }
    return has_changed;
}

sql::text tablespace_clause(pg::oid table) {
    const auto named = pg::named_tablespace_of(table);
    return named ? sql::build(" tablespace {}", sql::ident{*named}) : sql::text();
}

} // namespace pgt::ext
