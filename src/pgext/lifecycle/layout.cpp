#include "lifecycle/layout.hpp"

#include "definition/definition.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/query/spi.hpp"
#include "pg/value/stored_type.hpp"

#include <pgt/lower/protocol.hpp>

#include <algorithm>
#include <cstddef>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

sql::text declaration(const std::string& name, const pg::stored_type& type) {
    if (type.collation_name.empty()) {
        return sql::build("{} {}", sql::ident{name}, sql::from_server(type.name));
    }
    return sql::build("{} {} collate {}", sql::ident{name}, sql::from_server(type.name),
                      sql::from_server(type.collation_name));
}

/// A column that a table should have.
struct wanted_column {
    pg::delta_column column;
    sql::text declaration;
};

bool is_same_type(const pg::column& present, const pg::delta_column& wanted) {
    return present.type == wanted.type && present.modifier == wanted.modifier &&
           present.collation == wanted.collation;
}

/// The columns of the definition. Its view has the types that the server gives them.
std::vector<wanted_column> columns_of_definition(const stream_table& table) {
    const definition kept = read_definition(table.definition);
    const auto columns = pg::relation(table.definition, pg::lock_mode::access_share).columns();
    std::vector<wanted_column> all;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const pg::column& one = columns[i];
        all.push_back({.column = {.name = one.name,
                                  .type = one.type,
                                  .modifier = one.modifier,
                                  .collation = one.collation},
                       .declaration = ext::declaration(kept.columns.at(i))});
    }
    return all;
}

std::vector<wanted_column> hidden_columns_of(const lower::plan& plan) {
    std::vector<wanted_column> all;
    for (const lower::hidden_column& one : plan.hidden) {
        const pg::stored_type type = pg::stored_type_of(one.type);
        all.push_back({.column = {.name = one.name,
                                  .type = type.type,
                                  .modifier = type.modifier,
                                  .collation = type.collation},
                       .declaration = declaration(one.name, type)});
    }
    return all;
}

std::vector<wanted_column> all_columns(const stream_table& table, const lower::plan& plan) {
    std::vector<wanted_column> all = columns_of_definition(table);
    for (wanted_column& one : hidden_columns_of(plan)) { all.push_back(std::move(one)); }
    return all;
}

std::vector<pg::column> present_columns(pg::oid table) {
    std::vector<pg::column> all = pg::relation(table, pg::lock_mode::access_share).columns();
    std::erase_if(all, [](const pg::column& one) { return one.name == lower::row_id_column; });
    return all;
}

layout_change compare(const std::vector<pg::column>& present, const std::vector<wanted_column>& wanted,
                      const std::vector<pg::renamed_column>& renamed) {
    layout_change change;
    std::vector<std::string> kept; // by their new names
    for (const pg::column& one : present) {
        const auto renaming = std::ranges::find(renamed, one.name, &pg::renamed_column::from);
        const std::string& name = renaming == renamed.end() ? one.name : renaming->to;
        const auto same = std::ranges::find(
            wanted, name, [](const wanted_column& of) -> const std::string& { return of.column.name; });
        if (same != wanted.end() && is_same_type(one, same->column)) {
            kept.push_back(name);
            if (renaming != renamed.end()) { change.renamed.push_back(*renaming); }
            continue;
        }
        change.dropped.push_back(one.name);
        if (same != wanted.end()) { change.retyped.push_back(one.name); }
    }
    for (const wanted_column& one : wanted) {
        if (!std::ranges::contains(kept, one.column.name)) { change.added.push_back(one.declaration); }
    }
    return change;
}

} // namespace

sql::text declaration(const bind::column_info& column) {
    const sql::text type = sql::from_server(column.type.name);
    if (column.type.collation.empty()) { return sql::build("{} {}", sql::ident{column.name}, type); }
    return sql::build("{} {} collate {}", sql::ident{column.name}, type,
                      sql::from_server(column.type.collation));
}

sql::text state_declaration(const bind::column_info& column) {
    pg::stored_type type = pg::stored_type_of(column.type.name);
    if (!column.type.collation.empty()) { type.collation_name = column.type.collation; }
    return declaration(column.name, type);
}

sql::text declaration(const lower::hidden_column& column) {
    return declaration(column.name, pg::stored_type_of(column.type));
}

sql::text row_id_declaration() { return sql::build("{} bigint not null", sql::ident{lower::row_id_column}); }

layout_change layout_change_of(const stream_table& table, const lower::plan& plan,
                               const std::vector<pg::renamed_column>& renamed) {
    return compare(present_columns(table.relation), all_columns(table, plan), renamed);
}

namespace {

/// Whether a column may go by another name without showing users other values under a name that they know.
bool may_be_renamed(const std::string& from, const std::string& to,
                    const std::vector<pg::renamed_column>& renamed) {
    if (lower::protocol::is_own_name(from) || lower::protocol::is_own_name(to)) { return true; }
    return std::ranges::any_of(
        renamed, [&](const pg::renamed_column& one) { return one.from == from && one.to == to; });
}

} // namespace

std::optional<layout_change> renaming_change(const stream_table& table, const lower::plan& plan,
                                             const std::vector<pg::renamed_column>& renamed,
                                             const std::vector<std::string>& origins) {
    const std::vector<pg::column> present = present_columns(table.relation);
    const std::vector<wanted_column> wanted = all_columns(table, plan);
    layout_change change;
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::string& from = origins.at(i);
        const std::string& to = wanted[i].column.name;
        const auto same = std::ranges::find(present, from, &pg::column::name);
        const bool is_there = same != present.end() && is_same_type(*same, wanted[i].column);
        if (!is_there || std::ranges::contains(kept, from)) { return std::nullopt; }
        kept.push_back(from);
        if (from == to) { continue; }
        if (!may_be_renamed(from, to, renamed)) { return std::nullopt; }
        change.renamed.push_back({from, to});
        if (!lower::protocol::is_own_name(from) && lower::protocol::is_own_name(to)) {
            change.hidden.push_back(from);
        }
    }
    for (const pg::column& one : present) {
        if (!std::ranges::contains(kept, one.name)) { change.dropped.push_back(one.name); }
    }
    return change;
}

layout_change hidden_change_of(const stream_table& table, const lower::plan& plan) {
    std::vector<pg::column> present = present_columns(table.relation);
    std::erase_if(present, [](const pg::column& one) { return !lower::protocol::is_own_name(one.name); });
    return compare(present, hidden_columns_of(plan), {});
}

namespace {

void rename_column(const pg::spi& session, const sql::text& table, const std::string& from,
                   const std::string& to) {
    session.run(sql::build("alter table {} rename column {} to {}", table, sql::ident{from}, sql::ident{to}));
}

/// A new name may be that of a column that gets another one.
void rename_columns(const pg::spi& session, const sql::text& table,
                    const std::vector<pg::renamed_column>& renamed) {
    const auto aside = [](std::size_t i) { return std::format("__pgt_renamed_{}", i); };
    const auto is_taken = [&](const std::string& name) {
        return std::ranges::contains(renamed, name, &pg::renamed_column::from);
    };
    for (std::size_t i = 0; i < renamed.size(); ++i) {
        rename_column(session, table, renamed[i].from, is_taken(renamed[i].to) ? aside(i) : renamed[i].to);
    }
    for (std::size_t i = 0; i < renamed.size(); ++i) {
        if (is_taken(renamed[i].to)) { rename_column(session, table, aside(i), renamed[i].to); }
    }
}

/// Drops columns before others get their names.
void drop_and_rename(const pg::spi& session, const sql::text& table, const layout_change& change) {
    if (!change.dropped.empty()) {
        session.run(sql::build("alter table {} {}", table,
                               sql::join(change.dropped, ", ", [](const std::string& one) {
                                   return sql::build("drop column {}", sql::ident{one});
                               })));
    }
    rename_columns(session, table, change.renamed);
}

} // namespace

void change_columns(pg::oid table, const layout_change& change) {
    if (change.none()) { return; }
    const upkeep own;
    const sql::text name = sql::build("{}", pg::name_of_relation(table).value().sql());
    const pg::spi session; // as the owner, whose types these are
    drop_and_rename(session, name, change);
    if (change.added.empty()) { return; }
    session.run(sql::build("alter table {} {}", name, sql::join(change.added, ", ", [](const sql::text& one) {
                               return sql::build("add column {}", one);
                           })));
}

std::vector<pg::delta_column> stored_columns(const stream_table& table, const lower::plan& plan) {
    constexpr pg::oid bigint = 20;
    std::vector<pg::delta_column> all{
        {.name = lower::row_id_column, .type = bigint, .modifier = -1, .collation = pg::no_oid}};
    for (wanted_column& one : all_columns(table, plan)) { all.push_back(std::move(one.column)); }
    return all;
}

} // namespace pgt::ext
