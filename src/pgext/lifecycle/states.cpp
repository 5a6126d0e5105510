#include "lifecycle/states.hpp"

#include "catalog/session.hpp"
#include "catalog/states.hpp"
#include "lifecycle/storage.hpp"
#include "lifecycle/storage_options.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/dependency.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

void drop_states(const stream_table& table) {
    for (const pg::oid state : states_of(table.id)) { drop_state(pg::name_of_relation(state).value()); }
}

void give_to(const pg::relation_name& state, pg::oid owner) {
    const catalog_session session;
    session.sql().run(
        sql::build("alter table {} owner to {}", state.sql(), sql::ident{pg::user_name(owner)}));
}

/// Without columns: their types are the owner's choice, so that the owner adds them. Where the stream table is stored, too.
void create_empty_table(const pg::relation_name& state, const stream_table& of, pg::oid owner) {
    {
        const sql::text place = tablespace_clause(of.relation);
        const catalog_session session;
        session.sql().run(sql::build("create table {} (){}", state.sql(), place));
    }
    give_to(state, owner);
}

void rename_state(const pg::relation_name& from, const std::string& to) {
    const catalog_session session;
    session.sql().run(sql::build("alter table {} rename to {}", from.sql(), sql::ident{to}));
}

using name_set = std::set<std::string>;

name_set columns_of(pg::oid state) {
    name_set all;
    for (const pg::column& one : pg::relation(state, pg::lock_mode::access_share).columns()) {
        all.insert(one.name);
    }
    return all;
}

name_set columns_of(const stage::stage& how) {
    name_set all{lower::row_id_column};
    for (const bind::column_info& one : how.columns) { all.insert(one.name); }
    for (const lower::hidden_column& one : how.how.hidden) { all.insert(one.name); }
    return all;
}

} // namespace

bool has_states(const stream_table& table, const stage::maintenance_plan& plan) {
    const std::vector<pg::oid> states = states_of(table.id);
    if (states.size() != plan.states()) { return false; }
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (columns_of(states[i]) != columns_of(plan.stages[i])) { return false; }
    }
    return true;
}

void replace_states(const stream_table& table, const stage::maintenance_plan& plan) {
    drop_states(table);
    for (std::size_t i = 0; i < plan.states(); ++i) { create_state(table, plan.stages[i]); }
}

std::vector<pg::relation_name> set_states_aside(const stream_table& table) {
    const upkeep own;
    std::vector<pg::relation_name> all;
    for (const pg::oid state : states_of(table.id)) {
        pg::relation_name name = pg::name_of_relation(state).value();
        const std::string aside = name.name + "_before";
        rename_state(name, aside);
        all.push_back({std::move(name.schema), aside});
    }
    pg::count_command();
    return all;
}

void create_state(const stream_table& table, const stage::stage& how) {
    const upkeep own;
    const pg::relation_name name{how.table.schema, how.table.name};
    create_empty_table(name, table, pg::owner_of_relation(table.relation));
    const pg::oid state = complete_storage(name, how.columns, how.how);
    pg::make_part(state, table.relation);
}

void adopt_state(const pg::relation_name& aside, const stage::stage& how, const layout_change& change) {
    const upkeep own;
    const pg::oid state = pg::find_relation(aside.schema, aside.name).value();
    change_columns(state, change);
    rename_state(aside, how.table.name);
    pg::count_command();
    create_indexes(state, how.how);
}

void drop_state(const pg::relation_name& aside) {
    const upkeep own;
    pg::release_part(pg::find_relation(aside.schema, aside.name).value());
    const catalog_session session;
    session.sql().run(sql::build("drop table {}", aside.sql()));
}

void follow_owner_of_states(const stream_table& table) {
    const upkeep own;
    const pg::oid owner = pg::owner_of_relation(table.relation);
    for (const pg::oid state : states_of(table.id)) { give_to(pg::name_of_relation(state).value(), owner); }
}

} // namespace pgt::ext
