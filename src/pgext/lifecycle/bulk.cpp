#include "lifecycle/bulk.hpp"

#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/alter.hpp"
#include "lifecycle/arguments.hpp"
#include "lifecycle/create.hpp"
#include "lifecycle/drop.hpp"
#include "lifecycle/json_arguments.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/query_error.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace pgt::ext {
namespace {

/// Errors of `act` have a line of CONTEXT that says of what they are.
void in_context(const std::string& doing, const std::function<void()>& act) {
    const pg::error_context context(doing);
    try {
        act();
    } catch (const user_error& failed) { pg::throw_in_context(failed); }
}

using arguments = std::vector<pg::named_argument>;

arguments named(std::vector<json_member> members) {
    arguments all;
    for (json_member& one : members) {
        all.push_back({.name = std::move(one.name), .text = std::move(one.text)});
    }
    return all;
}

std::vector<arguments> definitions_in(const pg::json& document) {
    std::vector<arguments> all;
    for (const pg::json& object : elements_of(document, "argument \"definitions\"")) {
        all.push_back(named(members_of(object, std::format("definition {}", all.size() + 1))));
    }
    return all;
}

std::string name_in(const arguments& definition) {
    const auto found = std::ranges::find(definition, "name", &pg::named_argument::name);
    return found == definition.end() ? "" : found->text.value_or("");
}

/// What is created: its oid.
pg::oid create(arguments definition, const std::string& what) {
    const std::string name = name_in(definition);
    const auto has_query = std::ranges::contains(definition, "query", &pg::named_argument::name);
    if (name.empty() || !has_query) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("{} has no \"{}\"", what, name.empty() ? "name" : "query"))
            .hint("Give each definition a name and a query.");
    }
    std::erase_if(definition, [](const pg::named_argument& one) { return one.name == "name"; });
    const std::string relation = pg::name_for_creation(name).sql().sql();
    create_stream_table({.name = name, .options = read_options(definition, option_use::creation, what)});
    return pg::find_relation(relation).value();
}

pg::json reports_on(const std::vector<pg::oid>& tables) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select coalesce(jsonb_agg(jsonb_build_object({}, t.pgt_schema || {} || t.pgt_name,"
                        " {}, t.status, {}, t.pgt_id) order by o.place), {}::jsonb)"
                        " from unnest($1) with ordinality as o (relation, place)"
                        " join pgtrickle_catalog.pgt_stream_tables as t on t.pgt_relid = o.relation",
                        sql::literal{"name"}, sql::literal{"."}, sql::literal{"status"},
                        sql::literal{"pgt_id"}, sql::literal{"[]"}),
             {}, tables)
        .value<pg::json>()
        .value();
}

arguments parameters_in(const std::string& text) {
    return named(members_of_text(text, "argument \"params\""));
}

/// Tables by the names of a caller, each once.
std::vector<stream_table> own_tables(const std::vector<std::string>& names) {
    std::vector<stream_table> all;
    std::set<pg::oid> seen;
    for (const std::string& name : names) {
        stream_table table = require_own_stream_table(name);
        if (seen.insert(table.relation).second) { all.push_back(std::move(table)); }
    }
    return all;
}

bool is_read_by(const stream_table& table, const std::vector<stream_table>& others) {
    return std::ranges::any_of(readers_of(table.relation), [&](const stream_table& reader) {
        return std::ranges::contains(others, reader.relation, &stream_table::relation);
    });
}

std::string quoted(const stream_table& table) { return table.name.sql().sql(); }

/// Sets the status of all own tables that `concerns` selects, locked in the order of locks.
std::int32_t set_status_of_all(table_status to, bool (*concerns)(const stream_table&)) {
    std::vector<pg::oid> chosen;
    for (const stream_table& one : all_stream_tables()) {
        const bool exists = pg::name_of_relation(one.relation).has_value();
        if (exists && concerns(one) && pg::is_owner(one.relation)) { chosen.push_back(one.relation); }
    }
    std::ranges::sort(chosen);
    lock_for_refresh(chosen);
    std::int32_t count = 0;
    for (const pg::oid relation : chosen) {
        auto table = find_stream_table(relation); // as it is now
        if (!table || !concerns(*table)) { continue; }
        table->status = to == table_status::active && !table->is_populated ? table_status::initializing : to;
        update_settings(*table);
        ++count;
    }
    return count;
}

bool can_be_paused(const stream_table& table) {
    return is_refreshed_by_scheduler(table.status) && !is_in_transaction(table.mode);
}
bool is_paused(const stream_table& table) { return table.status == table_status::paused; }

} // namespace

pg::json bulk_create(const pg::json& definitions) {
    pg::refuse_on_standby("create stream tables");
    pg::refuse_if_restricted("bulk_create()");
    std::vector<pg::oid> created;
    for (const arguments& one : definitions_in(definitions)) {
        const std::string what = std::format("definition {}", created.size() + 1);
        const std::string name = name_in(one);
        in_context(name.empty() ? what : std::format("{}, stream table \"{}\"", what, name),
                   [&] { created.push_back(create(one, what)); });
    }
    return reports_on(created);
}

std::int32_t bulk_alter(const std::vector<std::string>& names, const std::string& parameters) {
    pg::refuse_on_standby("alter stream tables");
    pg::refuse_if_restricted("bulk_alter_stream_tables()");
    const table_options options =
        read_options(parameters_in(parameters), option_use::alteration, "bulk_alter_stream_tables()");
    std::int32_t count = 0;
    for (const stream_table& table : own_tables(names)) {
        in_context(std::format("stream table \"{}\"", table.name.for_people()), [&] {
            if (alter_stream_table({.name = quoted(table), .options = options})) { ++count; }
        });
    }
    return count;
}

std::int32_t bulk_drop(const std::vector<std::string>& names) {
    pg::refuse_on_standby("drop stream tables");
    pg::refuse_if_restricted("bulk_drop_stream_tables()");
    std::vector<stream_table> left = own_tables(names);
    const auto count = static_cast<std::int32_t>(left.size());
    while (!left.empty()) {
        const auto next =
            std::ranges::find_if(left, [&](const stream_table& one) { return !is_read_by(one, left); });
        const stream_table table = next == left.end() ? left.front() : *next;
        drop_stream_table(quoted(table), false);
        std::erase_if(left, [&](const stream_table& one) { return one.relation == table.relation; });
    }
    return count;
}

std::int32_t pause_all() {
    pg::refuse_on_standby("pause stream tables");
    pg::refuse_if_restricted("pause_all()");
    return set_status_of_all(table_status::paused, can_be_paused);
}

std::int32_t resume_all() {
    pg::refuse_on_standby("resume stream tables");
    pg::refuse_if_restricted("resume_all()");
    return set_status_of_all(table_status::active, is_paused);
}

} // namespace pgt::ext
