#include "lifecycle/storage.hpp"

#include "catalog/session.hpp"
#include "definition/provable.hpp"
#include "lifecycle/layout.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/storage_options.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/relation.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

/// It has no primary key: once it is published, updates and deletes need a replica identity.
void identify_by_all_columns(const pg::spi& session, const pg::relation_name& name) {
    session.run(sql::build("alter table {} replica identity full", name.sql()));
}

/// Those of the query first: `select *` shows the others after them.
std::vector<sql::text> with_hidden_columns(std::vector<sql::text> declared, const lower::plan& plan) {
    declared.push_back(row_id_declaration());
    for (const auto& column : plan.hidden) { declared.push_back(declaration(column)); }
    return declared;
}

void create_table(const pg::relation_name& name, const std::vector<bind::column_info>& columns,
                  const lower::plan& plan, const partitioning& how) {
    std::vector<sql::text> declared;
    for (const auto& column : columns) { declared.push_back(declaration(column)); }
    declared = with_hidden_columns(std::move(declared), plan);
    const pg::spi session;
    session.run(
        sql::build("create table {} ({}){}", name.sql(), sql::join(declared, ", "), partition_clause(how)));
    identify_by_all_columns(session, name);
    create_partitions(name, how);
}

void add_columns(const pg::relation_name& name, const std::vector<bind::column_info>& columns,
                 const lower::plan& plan) {
    std::vector<sql::text> declared;
    for (const auto& column : columns) { declared.push_back(state_declaration(column)); }
    declared = with_hidden_columns(std::move(declared), plan);
    const pg::spi session;
    session.run(
        sql::build("alter table {} {}", name.sql(), sql::join(declared, ", ", [](const sql::text& column) {
                       return sql::build("add column {}", column);
                   })));
    identify_by_all_columns(session, name);
}

/// The numbers of columns, as pg_index.indkey prints them.
std::string numbers_of(pg::oid table, const std::vector<std::string>& names) {
    const auto columns = pg::relation(table, pg::lock_mode::access_share).columns();
    std::string numbers;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(columns, name, &pg::column::name);
        numbers += (numbers.empty() ? "" : " ") + std::to_string(found->number);
    }
    return numbers;
}

bool has_index(const pg::spi& session, pg::oid table, const std::vector<std::string>& columns) {
    return session
        .run(sql::build("select exists(select from pg_index where indrelid = $1 and indkey::text = $2"
                        " and indpred is null and indexprs is null)"),
             {}, table, numbers_of(table, columns))
        .value<bool>()
        .value();
}

} // namespace

void create_indexes(pg::oid table, const lower::plan& plan) {
    const pg::relation_name name = pg::name_of_relation(table).value();
    const catalog_session session;
    for (const auto& columns : plan.indexes) {
        if (has_index(session.sql(), table, columns)) { continue; }
        session.sql().run(
            sql::build("create index on {} ({}){}", name.sql(),
                       sql::join(columns, ", ", [](const std::string& column) { return sql::ident{column}; }),
                       tablespace_clause(table)));
    }
}

namespace {

/// A table that has its columns.
pg::oid guarded_and_indexed(const pg::relation_name& name, const lower::plan& plan) {
    guard_storage(name);
    const pg::oid table = pg::find_relation(name.schema, name.name).value();
    create_indexes(table, plan);
    return table;
}

} // namespace

pg::oid create_storage(const pg::relation_name& name, const std::vector<bind::column_info>& columns,
                       const lower::plan& plan, const partitioning& how) {
    create_table(name, columns, plan, how);
    return guarded_and_indexed(name, plan);
}

pg::oid complete_storage(const pg::relation_name& name, const std::vector<bind::column_info>& columns,
                         const lower::plan& plan) {
    add_columns(name, columns, plan);
    return guarded_and_indexed(name, plan);
}

recipe accepted(recipe chosen, const stream_table& table, const definition& from) {
    const refresh_mode before = chosen.mode;
    recipe how = provable(std::move(chosen), table, from);
    if (how.mode != before) { fit_storage(table, how); }
    return how;
}

void guard_storage(const pg::relation_name& table) {
    const upkeep own;
    const catalog_session session;
    session.sql().run(sql::build(
        "create or replace trigger pgtrickle_guard before insert or update or delete or truncate on {}"
        " for each statement execute function pgtrickle.guard_stream_table()",
        table.sql()));
}

void fit_storage(const stream_table& table, const recipe& how) {
    change_columns(table.relation, hidden_change_of(table, how.plan.table()));
    create_indexes(table.relation, how.plan.table());
    replace_states(table, how.plan);
}

} // namespace pgt::ext
