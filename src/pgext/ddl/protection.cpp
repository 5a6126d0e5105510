#include "ddl/protection.hpp"

#include "catalog/session.hpp"
#include "pg/relation.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <string>
#include <vector>

namespace pgt::ext {
namespace {

user_error refusal(const stream_table& table, const std::string& what) {
    return user_error(sqlstate::feature_not_supported,
                      std::format("{} stream table \"{}\" is not supported", what, table.name.for_people()));
}

struct shape {
    std::string name;
    pg::oid type;
    std::int32_t modifier;
    pg::oid collation;
    bool operator==(const shape&) const = default;
};

std::vector<shape> shape_of(pg::oid relation) {
    std::vector<shape> all;
    for (const auto& column : pg::relation(relation, pg::lock_mode::access_share).columns()) {
        if (column.name.starts_with("__pgt_")) { continue; }
        all.push_back({column.name, column.type, column.modifier, column.collation});
    }
    return all;
}

void check_columns(const stream_table& table) {
    if (shape_of(table.relation) == shape_of(table.definition)) { return; }
    throw refusal(table, "changing the columns of")
        .detail("Its columns are those of its query.")
        .hint("Drop the stream table and create it anew with another query.");
}

bool exists(const sql::text& query, pg::oid table) {
    const catalog_session session;
    return session.sql().run(sql::build("select exists({})", query), {}, table).value<bool>().value();
}

void check_guard(const stream_table& table) {
    const bool stands =
        exists(sql::build("select from pg_trigger where tgrelid = $1 and tgname = {}"
                          " and tgenabled in ({}, {})",
                          sql::literal{"pgtrickle_guard"}, sql::literal{"O"}, sql::literal{"A"}),
               table.relation);
    if (stands) { return; }
    throw refusal(table, "disabling the triggers of").hint("Disable triggers of your own one by one.");
}

void check_foreign_keys(const stream_table& table) {
    if (!exists(
            sql::build("select from pg_constraint where conrelid = $1 and contype = {}", sql::literal{"f"}),
            table.relation)) {
        return;
    }
    throw refusal(table, "a foreign key of")
        .detail("A refresh changes its rows in any order.")
        .hint("Put the foreign key on the tables that it reads.");
}

void check_inheritance(const stream_table& table) {
    if (!exists(sql::build("select from pg_inherits where inhrelid = $1 or inhparent = $1"),
                table.relation)) {
        return;
    }
    throw refusal(table, "inheritance of").detail("A refresh replaces the rows of this table only.");
}

/// Throws if `query` finds a stream table that `relation` refers to.
void refuse_if_any(pg::oid relation, const char* what, const sql::text& query, const char* detail,
                   const char* hint) {
    const catalog_session session;
    const auto found = session.sql().run(query, {}, relation).value<pg::oid>();
    if (!found) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("{} stream table \"{}\" is not supported", what,
                                 pg::name_of_relation(*found)->for_people()))
        .detail(detail)
        .hint(hint);
}

} // namespace

void check_intact(const stream_table& table) {
    check_columns(table);
    check_guard(table);
    check_foreign_keys(table);
    check_inheritance(table);
}

void check_references(pg::oid relation) {
    refuse_if_any(relation, "a foreign key to",
                  sql::build("select confrelid from pg_constraint join pgtrickle_catalog.pgt_stream_tables"
                             " on confrelid = pgt_relid where conrelid = $1 and contype = {}",
                             sql::literal{"f"}),
                  "A refresh changes its rows in any order.", "Refer to the tables that it reads.");
    refuse_if_any(relation, "inheritance from",
                  sql::build("select inhparent from pg_inherits join pgtrickle_catalog.pgt_stream_tables"
                             " on inhparent = pgt_relid where inhrelid = $1"),
                  "A refresh replaces the rows of this table only.", "Use LIKE to copy its columns.");
}

} // namespace pgt::ext
