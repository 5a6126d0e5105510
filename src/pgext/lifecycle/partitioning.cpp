#include "lifecycle/partitioning.hpp"

#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "lifecycle/storage.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/dependency.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/ddl/storage_facts.hpp"
#include "pg/query/spi.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>

namespace pgt::ext {
namespace {

sql::text names(const std::vector<std::string>& columns) {
    return sql::join(columns, ", ", [](const std::string& name) { return sql::ident{name}; });
}

sql::text word_for(pg::partition_strategy strategy) {
    switch (strategy) {
    case pg::partition_strategy::range: return sql::build("range");
    case pg::partition_strategy::list: return sql::build("list");
    case pg::partition_strategy::hash: return sql::build("hash");
    }
    return {};
}

/// As `partition_by` says it.
std::string printed(const partitioning& one) {
    if (one.key.columns.empty()) { return "none"; }
    std::string text = std::format("{}:{}", word_for(one.key.strategy).str(), names(one.key.columns).str());
    if (one.partitions > 0) { text += std::format(":{}", one.partitions); }
    return text;
}

partitioning partitioning_of(pg::oid table) {
    const auto key = pg::partition_key_of(table);
    if (!key) { return {}; }
    const bool is_hash = key->strategy == pg::partition_strategy::hash;
    return {.key = *key, .partitions = is_hash ? static_cast<int>(pg::partitions_of(table).size()) : 0};
}

void create_partition(const pg::spi& session, const pg::relation_name& of, const std::string& appended,
                      const sql::text& rows) {
    const pg::relation_name name{of.schema, pg::free_relation_name(of.schema, of.name, appended)};
    session.run(sql::build("create table {} partition of {} {}", name.sql(), of.sql(), rows));
}

} // namespace

sql::text partition_clause(const partitioning& wanted) {
    if (wanted.key.columns.empty()) { return {}; }
    return sql::build(" partition by {} ({})", word_for(wanted.key.strategy), names(wanted.key.columns));
}

void create_partitions(const pg::relation_name& of, const partitioning& wanted) {
    if (wanted.key.columns.empty()) { return; }
    const upkeep own;
    const pg::spi session;
    if (wanted.partitions == 0) { create_partition(session, of, "default", sql::build("default")); }
    for (int i = 0; i < wanted.partitions; ++i) {
        create_partition(session, of, std::format("p{}", i),
                         sql::build("for values with (modulus {}, remainder {})", wanted.partitions, i));
    }
}

void check_partitioned_as(const stream_table& table, const partitioning& wanted) {
    const partitioning present = partitioning_of(table.relation);
    if (printed(present) == printed(wanted)) { return; }
    throw user_error(
        sqlstate::feature_not_supported,
        std::format("cannot change how stream table \"{}\" is partitioned", table.name.for_people()))
        .detail(std::format("Its partition_by is {}, not {}. PostgreSQL would need another table.",
                            printed(present), printed(wanted)))
        .hint("Create another stream table, and give it the name of this one when it is dropped.");
}

lower::stored_as after_renaming(lower::stored_as before, const std::vector<pg::renamed_column>& renamed) {
    for (std::string& name : before.partitioned_by) {
        const auto found = std::ranges::find(renamed, name, &pg::renamed_column::from);
        if (found != renamed.end()) { name = found->to; }
    }
    return before;
}

void check_partition_key_stays(const stream_table& table, const std::vector<std::string>& dropped) {
    const auto key = pg::partition_key_of(table.relation);
    if (!key) { return; }
    const auto found = std::ranges::find_first_of(key->columns, dropped);
    if (found == key->columns.end()) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("cannot drop column \"{}\" of stream table \"{}\", or change its type",
                                 *found, table.name.for_people()))
        .detail("The stream table is partitioned by it.")
        .hint("Let the query show it with its type, or create another stream table.");
}

namespace {

/// The server's own record that a partition belongs to the stream table: it refuses to drop it.
bool is_marked(const stream_table& table, pg::oid partition) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select exists(select from pg_depend where classid = {}::regclass and objid = $1"
                        " and refclassid = {}::regclass and refobjid = $2 and deptype = {})",
                        sql::literal{"pg_class"}, sql::literal{"pg_class"}, sql::literal{"i"}),
             {}, partition, table.relation)
        .value<bool>()
        .value_or(false);
}

/// What was marked as a partition, and is there.
std::vector<pg::oid> marked_partitions(const stream_table& table) {
    const catalog_session session;
    const pg::result rows = session.sql().run(
        sql::build("select objid from pg_depend join pg_class as c on c.oid = objid"
                   " where classid = {}::regclass and refclassid = {}::regclass and refobjid = $1"
                   " and deptype = {} and relkind = {} and relnamespace <> {}::regnamespace order by 1",
                   sql::literal{"pg_class"}, sql::literal{"pg_class"}, sql::literal{"i"}, sql::literal{"r"},
                   sql::literal{"pgtrickle_state"}),
        {}, table.relation);
    std::vector<pg::oid> all;
    for (const auto& [one] : rows.all<pg::oid>()) { all.push_back(one); }
    return all;
}

bool has_rows(pg::oid partition) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select exists(select from only {})", pg::name_of_relation(partition).value().sql()))
        .value<bool>()
        .value_or(true);
}

user_error refusal(const stream_table& table, const std::string& what, pg::oid partition) {
    return {sqlstate::feature_not_supported,
            std::format("{} \"{}\" of stream table \"{}\" is not supported", what,
                        pg::printed_name(partition), table.name.for_people())};
}

/// Its own: not those that the stream table has.
bool has_own_constraint(pg::oid partition) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select exists(select from pg_constraint where conrelid = $1 and coninhcount = 0)"),
             {}, partition)
        .value<bool>()
        .value_or(true);
}

void check_new(const stream_table& table, pg::oid partition) {
    if (!pg::has_kind(partition, 'r')) {
        throw refusal(table, "partition", partition)
            .detail("Partitions of a stream table are ordinary tables, without partitions of their own.");
    }
    if (pg::is_unlogged(partition)) {
        throw refusal(table, "unlogged partition", partition)
            .detail("A crash would empty it without notice.");
    }
    if (has_own_constraint(partition)) {
        throw refusal(table, "a constraint on partition", partition)
            .detail("The rows are those of the query: a refresh would fail where one violates it.");
    }
    if (has_rows(partition)) {
        throw refusal(table, "attaching rows with partition", partition)
            .detail("The rows are those of the query, and only refreshes write them.")
            .hint("Clear the table by TRUNCATE, and attach it then.");
    }
}

bool has_owner_of(const stream_table& table, pg::oid partition) {
    return pg::owner_of_relation(partition) == pg::owner_of_relation(table.relation);
}

void give_to_owner_of(const stream_table& table, pg::oid partition) {
    if (has_owner_of(table, partition)) { return; }
    const upkeep own;
    const catalog_session session;
    session.sql().run(sql::build("alter table {} owner to {}", pg::name_of_relation(partition).value().sql(),
                                 sql::ident{pg::user_name(pg::owner_of_relation(table.relation))}));
}

/// What a table gets that becomes a partition: the owner of the stream table, the refusal of direct writes, and all columns as its replica
/// identity, since partitions do not take over that of the table above them.
void prepare(const stream_table& table, pg::oid partition) {
    give_to_owner_of(table, partition);
    const pg::relation_name name = pg::name_of_relation(partition).value();
    guard_storage(name);
    const upkeep own;
    const catalog_session session;
    session.sql().run(sql::build("alter table {} replica identity full", name.sql()));
    if (!is_marked(table, partition)) { pg::make_part(partition, table.relation); }
}

void check_detached(const stream_table& table, pg::oid former) {
    const auto key = pg::partition_key_of(table.relation);
    const bool is_hash = key && key->strategy == pg::partition_strategy::hash;
    if (is_hash || pg::default_partition_of(table.relation) == pg::no_oid) {
        throw refusal(table, "detaching partition", former)
            .detail(is_hash ? "Each partition of HASH takes rows that no other one takes."
                            : "It takes the rows for which there is no other partition.");
    }
    if (has_rows(former)) {
        throw refusal(table, "detaching partition", former)
            .detail("It has rows, which are rows of the query: they would be missing.")
            .hint(
                "Let the query leave these rows out, as by a condition on the clock, refresh, and detach it "
                "when it is empty.");
    }
}

/// It becomes an ordinary table.
void release(pg::oid former) {
    pg::release_part(former);
    const upkeep own;
    const catalog_session session;
    session.sql().run(sql::build("drop trigger if exists pgtrickle_guard on {}",
                                 pg::name_of_relation(former).value().sql()));
}

} // namespace

std::optional<stream_table> find_partitioned(pg::oid partition) {
    const std::vector<pg::oid> above = pg::ancestors(partition);
    return above.empty() ? std::nullopt : find_stream_table(above.back());
}

void follow_partitions(const stream_table& table) {
    const std::vector<pg::oid> now = pg::partitions_of(table.relation);
    const std::vector<pg::oid> before = marked_partitions(table);
    for (const pg::oid one : before) {
        if (std::ranges::contains(now, one)) { continue; }
        check_detached(table, one);
        release(one);
    }
    for (const pg::oid one : now) {
        if (std::ranges::contains(before, one)) { continue; }
        check_new(table, one);
        prepare(table, one);
    }
}

bool repair_partitions(const stream_table& table) {
    bool has_repaired = false;
    for (const pg::oid one : pg::partitions_of(table.relation)) {
        if (is_marked(table, one) && pg::is_guarded(one) && has_owner_of(table, one)) { continue; }
        prepare(table, one);
        has_repaired = true;
    }
    return has_repaired;
}

void follow_owner_of_partitions(const stream_table& table) {
    for (const pg::oid one : pg::partitions_of(table.relation)) { give_to_owner_of(table, one); }
}

} // namespace pgt::ext
