/// The SQL functions of groups of stream tables that are refreshed together.
#include "catalog/refresh_groups.hpp"
#include "catalog/store.hpp"
#include "lifecycle/sqlstates.hpp"
#include "lifecycle/words.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/standby.hpp"
#include "pg/value/function.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <format>
#include <string>
#include <vector>

namespace {

using namespace pgt;

/// It cannot be dropped before the transaction ends.
ext::stream_table require_member(const std::string& written) {
    pg::lock_relation(ext::require_own_stream_table(written).relation, pg::lock_mode::access_share);
    ext::stream_table table = ext::require_own_stream_table(written);
    if (!ext::is_in_transaction(table.requested)) { return table; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("stream table \"{}\" in mode {} cannot be in a refresh group",
                                 table.name.for_people(), ext::name_of(table.requested)))
        .detail("The transactions that change its sources maintain it; the scheduler does not refresh it.")
        .hint("Leave it out, or alter it to mode DIFFERENTIAL.");
}

std::vector<ext::stream_table> require_members(const std::vector<std::string>& written) {
    std::vector<ext::stream_table> all;
    for (const std::string& one : written) {
        ext::stream_table table = require_member(one);
        if (std::ranges::contains(all, table.id, &ext::stream_table::id)) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("stream table \"{}\" is given twice", table.name.for_people()))
                .hint("Pass each stream table once.");
        }
        all.push_back(std::move(table));
    }
    if (all.size() >= 2) { return all; }
    throw user_error(sqlstate::invalid_parameter_value, "a refresh group needs at least two stream tables")
        .detail("It has the scheduler refresh its members together.")
        .hint("Pass the names of all stream tables that are read together.");
}

/// All members are seen under one snapshot, which is what both ask for at least.
void check_isolation(const std::string& isolation) {
    constexpr std::array words{std::string_view("read_committed"), std::string_view("repeatable_read")};
    (void)ext::place_among(words, isolation, "isolation");
}

void add_member(std::int32_t group, const ext::stream_table& table) {
    if (ext::insert_group_member(group, table.id)) { return; }
    throw user_error(
        sqlstate::duplicate_object,
        std::format("stream table \"{}\" is in a refresh group already", table.name.for_people()))
        .detail("A stream table can be in one group.")
        .hint("See pgtrickle.refresh_groups(); drop that group with pgtrickle.drop_refresh_group(), or leave "
              "the stream table out.");
}

std::int32_t create_refresh_group(const std::string& name, const std::vector<std::string>& members,
                                  const std::string& isolation) {
    pg::refuse_on_standby("create refresh groups");
    pg::refuse_if_restricted("create_refresh_group()");
    if (name.empty()) {
        throw user_error(sqlstate::invalid_parameter_value, "the name of a refresh group must not be empty")
            .hint("Pass a name that no other group has.");
    }
    check_isolation(isolation);
    const std::vector<ext::stream_table> tables = require_members(members);
    const auto id = ext::insert_refresh_group(name);
    if (!id) {
        throw user_error(sqlstate::duplicate_object, std::format("refresh group \"{}\" already exists", name))
            .hint("Drop it with pgtrickle.drop_refresh_group(), or pass another name.");
    }
    for (const ext::stream_table& one : tables) { add_member(*id, one); }
    return *id;
}

void drop_refresh_group(const std::string& name) {
    pg::refuse_on_standby("drop refresh groups");
    pg::refuse_if_restricted("drop_refresh_group()");
    const auto group = ext::find_refresh_group(name);
    if (!group) {
        throw user_error(sqlstate::undefined_object, std::format("refresh group \"{}\" does not exist", name))
            .hint("See pgtrickle.refresh_groups().");
    }
    for (const pg::oid member : group->members) {
        if (const auto there = pg::name_of_relation(member)) {
            (void)ext::require_own_stream_table(there->sql().sql());
        }
    }
    ext::delete_refresh_group(group->id);
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_create_refresh_group, create_refresh_group);
PGT_SQL_FUNCTION(pgtrickle_drop_refresh_group, drop_refresh_group);
