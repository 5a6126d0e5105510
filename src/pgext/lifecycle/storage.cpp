#include "lifecycle/storage.hpp"

#include "catalog/session.hpp"
#include "definition/provable.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/relation.hpp"
#include "pg/value/stored_type.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

/// `name type`, and the collation unless it is the type's own.
sql::text declaration(const bind::column_info& column) {
    const sql::text type = sql::from_server(column.type.name);
    if (column.type.collation.empty()) { return sql::build("{} {}", sql::ident{column.name}, type); }
    return sql::build("{} {} collate {}", sql::ident{column.name}, type,
                      sql::from_server(column.type.collation));
}

sql::text declaration(const std::string& name, const pg::stored_type& type) {
    if (type.collation_name.empty()) {
        return sql::build("{} {}", sql::ident{name}, sql::from_server(type.name));
    }
    return sql::build("{} {} collate {}", sql::ident{name}, sql::from_server(type.name),
                      sql::from_server(type.collation_name));
}

sql::text declaration(const lower::hidden_column& column) {
    return declaration(column.name, pg::stored_type_of(column.type));
}

/// It has no primary key: once it is published, updates and deletes need a replica identity.
void identify_by_all_columns(const pg::spi& session, const pg::relation_name& name) {
    session.run(sql::build("alter table {} replica identity full", name.sql()));
}

/// Those of the query first: `select *` shows the others after them.
std::vector<sql::text> with_hidden_columns(std::vector<sql::text> declared, const lower::plan& plan) {
    declared.push_back(sql::build("{} bigint not null", sql::ident{lower::row_id_column}));
    for (const auto& column : plan.hidden) { declared.push_back(declaration(column)); }
    return declared;
}

void create_table(const pg::relation_name& name, const std::vector<bind::column_info>& columns,
                  const lower::plan& plan) {
    std::vector<sql::text> declared;
    for (const auto& column : columns) { declared.push_back(declaration(column)); }
    declared = with_hidden_columns(std::move(declared), plan);
    const pg::spi session;
    session.run(sql::build("create table {} ({})", name.sql(), sql::join(declared, ", ")));
    identify_by_all_columns(session, name);
}

/// The column of a state: of a domain, what it is a domain of.
sql::text state_declaration(const bind::column_info& column) {
    pg::stored_type type = pg::stored_type_of(column.type.name);
    if (!column.type.collation.empty()) { type.collation_name = column.type.collation; }
    return declaration(column.name, type);
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

void create_indexes(pg::oid table, const lower::plan& plan) {
    const pg::relation_name name = pg::name_of_relation(table).value();
    const catalog_session session;
    for (const auto& columns : plan.indexes) {
        if (has_index(session.sql(), table, columns)) { continue; }
        session.sql().run(sql::build(
            "create index on {} ({})", name.sql(),
            sql::join(columns, ", ", [](const std::string& column) { return sql::ident{column}; })));
    }
}

using named_type = std::pair<std::string, pg::stored_type>;

/// The hidden columns of the plan before, and their types.
std::vector<named_type> hidden_columns_of(pg::oid table) {
    std::vector<named_type> found;
    for (const pg::column& one : pg::relation(table, pg::lock_mode::access_share).columns()) {
        if (!lower::protocol::is_own_name(one.name) || one.name == lower::row_id_column) { continue; }
        found.emplace_back(one.name, pg::stored_type{.type = one.type,
                                                     .modifier = one.modifier,
                                                     .collation = one.collation,
                                                     .name = {},
                                                     .collation_name = {}});
    }
    return found;
}

/// Columns that both plans have are kept: views of users may read them.
std::vector<sql::text> changes_of_columns(pg::oid table, const lower::plan& plan) {
    const std::vector<named_type> present = hidden_columns_of(table);
    std::vector<named_type> wanted;
    wanted.reserve(plan.hidden.size());
    for (const lower::hidden_column& one : plan.hidden) {
        wanted.emplace_back(one.name, pg::stored_type_of(one.type));
    }
    std::vector<sql::text> changes;
    for (const named_type& one : present) {
        if (std::ranges::contains(wanted, one)) { continue; }
        changes.push_back(sql::build("drop column {}", sql::ident{one.first}));
    }
    for (const named_type& one : wanted) {
        if (std::ranges::contains(present, one)) { continue; }
        changes.push_back(sql::build("add column {}", declaration(one.first, one.second)));
    }
    return changes;
}

void replace_hidden_columns(pg::oid table, const lower::plan& plan) {
    const std::vector<sql::text> changes = changes_of_columns(table, plan);
    if (!changes.empty()) {
        const upkeep own;
        const pg::relation_name name = pg::name_of_relation(table).value();
        const pg::spi session; // as the owner, whose types these are
        session.run(sql::build("alter table {} {}", name.sql(), sql::join(changes, ", ")));
    }
    create_indexes(table, plan);
}

/// A table that has its columns.
pg::oid guarded_and_indexed(const pg::relation_name& name, const lower::plan& plan) {
    guard_storage(name);
    const pg::oid table = pg::find_relation(name.schema, name.name).value();
    create_indexes(table, plan);
    return table;
}

} // namespace

pg::oid create_storage(const pg::relation_name& name, const std::vector<bind::column_info>& columns,
                       const lower::plan& plan) {
    create_table(name, columns, plan);
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
    replace_hidden_columns(table.relation, how.plan.table());
    replace_states(table, how.plan);
}

} // namespace pgt::ext
