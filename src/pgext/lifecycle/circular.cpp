#include "lifecycle/circular.hpp"

#include "catalog/append_only.hpp"
#include "catalog/cycles.hpp"
#include "catalog/shadowed.hpp"
#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/monotone.hpp"
#include "definition/scope.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/snapshot.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/graph.hpp>

#include <algorithm>
#include <cstdint>
#include <format>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

/// Looks for a table among all that a query reads.
class search {
  public:
    explicit search(pg::oid wanted) : wanted_(wanted) {}

    /// Whether `relation` is the table, or reads it; then `path` leads to it.
    bool leads_to(pg::oid relation) {
        if (!seen_.insert(relation).second) { return false; }
        const auto table = find_stream_table(relation);
        if (!table) { return false; }
        path_.push_back(table->name.for_people());
        if (relation == wanted_) { return true; }
        const std::vector<dependency> reads = dependencies_of(table->id);
        if (std::ranges::any_of(reads, [this](const dependency& one) { return leads_to(one.source); })) {
            return true;
        }
        path_.pop_back();
        return false;
    }
    [[nodiscard]] const std::vector<std::string>& path() const { return path_; }

  private:
    pg::oid wanted_;
    std::set<pg::oid> seen_;
    std::vector<std::string> path_;
};

bool reads_stream_table(const pg::analysed_query& query) {
    return std::ranges::any_of(
        query.relations, [](const pg::read_relation& one) { return find_stream_table(one.id).has_value(); });
}

/// How the table would read itself; nothing: it would not.
std::optional<std::vector<std::string>> path_to_itself(const stream_table& table,
                                                       const pg::analysed_query& query) {
    search found(table.relation);
    for (const pg::read_relation& one : query.relations) {
        if (found.leads_to(one.id)) { return found.path(); }
    }
    return std::nullopt;
}

bool reads_itself_directly(const std::vector<std::string>& path) { return path.size() == 1; }

user_error would_read_itself(const stream_table& table, const std::vector<std::string>& names) {
    std::string path = std::format("\"{}\"", table.name.for_people());
    for (const std::string& name : names) { path += std::format(" would read \"{}\"", name); }
    return user_error(sqlstate::invalid_schema_name,
                      std::format("stream table \"{}\" would read itself", table.name.for_people()))
        .detail(std::format("{}.", path))
        .hint(reads_itself_directly(names)
                  ? "Use one recursive query, or two stream tables that read each other."
                  : "Use one recursive query, or set pg_trickle.allow_circular if all these queries are "
                    "monotone.");
}

user_error unfit(const stream_table& table, const std::string& why, const char* hint) {
    return user_error(sqlstate::feature_not_supported,
                      std::format("stream table \"{}\" cannot be part of a cycle", table.name.for_people()))
        .detail(why)
        .hint(hint);
}

void check_fit(const stream_table& table, pg::oid owner) {
    if (table.mode != refresh_mode::differential) {
        throw unfit(table, std::format("Its mode is {}.", name_of(table.mode)),
                    "Alter it to mode DIFFERENTIAL.");
    }
    if (pg::owner_of_relation(table.relation) != owner) {
        throw unfit(table, "The stream tables of a cycle have different owners.",
                    "Give them to one owner with ALTER TABLE.");
    }
    if (table.fuse.mode != "off") {
        throw unfit(table, "It has a fuse, which would stop it alone.",
                    "Alter it with fuse => 'off', or use a stream table outside of the cycle.");
    }
    if (is_shadowed(table.id)) {
        throw unfit(table, "It is in shadow mode, which compares it alone.",
                    "Alter it with shadow_mode => false.");
    }
    if (is_append_only(table.id)) {
        throw unfit(table, "It is append-only: rows that follow from each other are looked for.",
                    "Alter it with append_only => false.");
    }
    const owner_scope scope(table);
    if (const auto part = why_not_monotone(table)) {
        throw unfit(table, std::format("Its query is not monotone: it has {}.", *part),
                    "Compute that in a stream table outside of the cycle.");
    }
}

/// Which cycle each stream table is in, by its dependencies.
std::map<pg::oid, std::int32_t> cycles_now() {
    std::vector<schedule::definition> definitions;
    for (const stream_table& one : all_stream_tables()) {
        schedule::definition node{.id = one.id, .relation = one.relation, .reads = {}, .when = {}};
        for (const dependency& read : dependencies_of(one.id)) { node.reads.push_back(read.source); }
        definitions.push_back(std::move(node));
    }
    std::map<pg::oid, std::int32_t> cycles;
    for (const std::vector<std::size_t>& members : schedule::graph(definitions).cycles()) {
        const auto number = static_cast<std::int32_t>(definitions[members.front()].id);
        for (const std::size_t one : members) { cycles.emplace(definitions[one].relation, number); }
    }
    return cycles;
}

std::optional<std::int32_t> cycle_of(const std::map<pg::oid, std::int32_t>& cycles, pg::oid table) {
    const auto found = cycles.find(table);
    return found == cycles.end() ? std::nullopt : std::optional(found->second);
}

/// A refresh of another table writes its row, too: so each is locked.
void write_cycles(const std::map<pg::oid, std::int32_t>& cycles) {
    std::vector<stream_table> others = all_stream_tables();
    std::erase_if(others,
                  [&cycles](const stream_table& one) { return one.cycle == cycle_of(cycles, one.relation); });
    std::vector<pg::oid> relations;
    for (const stream_table& one : others) { relations.push_back(one.relation); }
    std::ranges::sort(relations);
    lock_for_refresh(relations);
    for (const stream_table& one : others) { write_cycle(one.id, cycle_of(cycles, one.relation)); }
    if (!others.empty()) { pg::count_command(); }
}

} // namespace

void check_may_read(const stream_table& table, const pg::analysed_query& query) {
    if (!reads_stream_table(query)) { return; }
    // Two transactions could each add half of a cycle.
    pg::lock(pg::lock_subject::graph, 0, pg::lock_mode::exclusive);
    const auto path = path_to_itself(table, query);
    if (path && (!settings::allow_circular() || reads_itself_directly(*path))) {
        throw would_read_itself(table, *path);
    }
}

void settle_in_graph(const stream_table& table, const pg::analysed_query& query) {
    if (!table.cycle && !reads_stream_table(query)) { return; }
    pg::lock(pg::lock_subject::graph, 0, pg::lock_mode::exclusive);
    const auto path = path_to_itself(table, query);
    if (path && ((!table.cycle && !settings::allow_circular()) || reads_itself_directly(*path))) {
        throw would_read_itself(table, *path);
    }
    const std::map<pg::oid, std::int32_t> cycles = cycles_now();
    write_cycles(cycles);
    const auto cycle = cycle_of(cycles, table.relation);
    if (!cycle) { return; }
    const pg::oid owner = pg::owner_of_relation(table.relation);
    for (const stream_table& one : members_of_cycle(*cycle)) { check_fit(one, owner); }
}

void check_owner_in_cycle(const stream_table& table) {
    if (!table.cycle) { return; }
    const pg::oid owner = pg::owner_of_relation(table.relation);
    for (const stream_table& one : members_of_cycle(*table.cycle)) {
        if (pg::owner_of_relation(one.relation) == owner) { continue; }
        throw user_error(
            sqlstate::feature_not_supported,
            std::format("owner of stream table \"{}\" cannot be changed alone", table.name.for_people()))
            .detail(
                std::format("It is in a cycle with \"{}\", and the stream tables of a cycle have one owner.",
                            one.name.for_people()))
            .hint("Use REASSIGN OWNED, or first give the table a query that does not read the others.");
    }
}

} // namespace pgt::ext
