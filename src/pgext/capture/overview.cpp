#include "capture/overview.hpp"

#include "capture/capture.hpp"
#include "capture/sources.hpp"
#include "catalog/conditions.hpp"
#include "catalog/refresh_groups.hpp"
#include "catalog/schedule_time.hpp"
#include "catalog/session.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <format>
#include <set>
#include <unordered_map>
#include <utility>

namespace pgt::ext {
namespace {

/// A schedule that was accepted at creation stays valid, whatever the settings are now.
schedule::rule rule_of(const std::optional<std::string>& text) {
    return text ? schedule::parse_rule(*text, 0) : schedule::rule{};
}

/// What identifies the table, which can always be read.
table_overview begin_table(const pg::result& rows, std::size_t row) {
    table_overview one;
    one.planned.id = rows.get<std::int64_t>(row, 0);
    one.planned.relation = rows.get<pg::oid>(row, 1);
    one.name = {rows.get<std::string>(row, 2), rows.get<std::string>(row, 3)};
    one.failures = rows.get<std::int32_t>(row, 12);
    one.owner = rows.get<std::optional<pg::oid>>(row, 13).value_or(pg::no_oid);
    return one;
}

void read_tier(table_overview& one, const std::string& tier, const std::string& service) {
    const auto which = schedule::find_name<schedule::tier>(schedule::tier_names, tier);
    const auto of = schedule::find_name<schedule::service_class>(schedule::service_class_names, service);
    if (!which || !of) {
        throw user_error(sqlstate::data_corrupted,
                         std::format("invalid tier \"{}\" or service class \"{}\"", tier, service));
    }
    one.planned.service = *of;
    if (!settings::tiered_scheduling()) { return; }
    one.is_frozen = *which == schedule::tier::frozen;
    one.planned.stretch = one.is_frozen ? 1 : schedule::stretch_of(*which);
}

void read_row(table_overview& one, const pg::result& rows, std::size_t row) {
    one.status = parse_status(rows.get<std::string>(row, 6));
    const refresh_mode mode = parse_mode(rows.get<std::string>(row, 5), "refresh_mode");
    one.planned.has_capture = mode != refresh_mode::full;
    one.is_left_behind = is_suspended_by_upkeep(mode, one.status);
    one.needs_refresh = one.is_left_behind || rows.get<bool>(row, 7);
    if (const auto applied = rows.get<std::optional<std::string>>(row, 8)) {
        one.applied = frontier::parse(*applied);
    }
    if (const auto data = rows.get<std::optional<pg::moment>>(row, 9)) { one.data = to_schedule_time(*data); }
    one.is_fused = rows.get<bool>(row, 14);
    one.cycle = rows.get<std::optional<std::int32_t>>(row, 18);
    one.is_held = rows.get<bool>(row, 19);
    if (const auto deadline = rows.get<std::optional<std::int64_t>>(row, 20)) {
        one.deadline = std::chrono::milliseconds(*deadline);
    }
    one.planned.is_atomic = rows.get<bool>(row, 10);
    one.planned.policy =
        rows.get<bool>(row, 11) ? schedule::diamond_policy::slowest : schedule::diamond_policy::fastest;
    read_tier(one, rows.get<std::string>(row, 16), rows.get<std::string>(row, 17));
    if (const auto due = rows.get<std::optional<pg::moment>>(row, 15)) {
        one.moment = to_schedule_time(*due);
    }
    one.planned.when = rule_of(rows.get<std::optional<std::string>>(row, 4));
}

/// An invalid row is a matter of its table alone.
table_overview read_table(const pg::result& rows, std::size_t row) {
    table_overview one = begin_table(rows, row);
    try {
        read_row(one, rows, row);
    } catch (const user_error& why) { one.trouble = why; }
    return one;
}

std::vector<table_overview> read_tables(const pg::spi& session) {
    static const pg::statement& all = *new pg::statement(
        session,
        sql::build("select pgt_id, pgt_relid::oid, pgt_schema, pgt_name, schedule, refresh_mode, status,"
                   " not is_populated or needs_reinit, frontier, data_timestamp, diamond_consistency = {},"
                   " diamond_schedule_policy = {}, consecutive_errors,"
                   " (select relowner from pg_class where pg_class.oid = pgt_relid), fuse_is_blown, due,"
                   " refresh_tier, service_class, scc_id, scheduling_paused, freshness_deadline_ms"
                   " from pgtrickle_catalog.pgt_stream_tables"
                   " left join pgtrickle_catalog.pgt_moments using (pgt_id) order by pgt_id",
                   sql::literal{"atomic"}, sql::literal{"slowest"}));
    const pg::result rows = all.run(session);
    std::vector<table_overview> tables;
    tables.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) { tables.push_back(read_table(rows, i)); }
    return tables;
}

/// Of a table in mode FULL: its sources except views, and whether all of them are marked when they change.
struct marked_readers {
    std::vector<pg::oid> sources;
    bool all = true;
};

void read_sources(const pg::spi& session, std::vector<table_overview>& tables) {
    static const pg::statement& all = *new pg::statement(
        session,
        sql::build("select pgt_id, source_relid::oid, need = {}, need = {},"
                   " need = {}, coalesce(source_type, {}) = {} from pgtrickle_catalog.pgt_dependencies"
                   " left join pgtrickle_catalog.pgt_sources using (source_relid)",
                   sql::literal{"CHANGES"}, sql::literal{"NOTICE"}, sql::literal{"ROWS"},
                   sql::literal{"TABLE"}, sql::literal{"VIEW"}));
    std::unordered_map<std::int64_t, table_overview*> by_id;
    for (table_overview& one : tables) { by_id.emplace(one.planned.id, &one); }
    std::unordered_map<std::int64_t, marked_readers> marked;
    std::unordered_map<pg::oid, bool> told; // of a source: asked once for all that read it
    const auto tells = [&told](pg::oid source) {
        const auto known = told.find(source);
        return known != told.end() ? known->second
                                   : told.emplace(source, tells_of_changes(source)).first->second;
    };
    const pg::result rows = all.run(session);
    for (const auto& [id, source, is_captured, needs_notice, needs_rows, is_view] :
         rows.all<std::int64_t, pg::oid, bool, bool, bool, bool>()) {
        const auto found = by_id.find(id);
        if (found == by_id.end()) { continue; }
        found->second->planned.reads.push_back(source);
        // Writers have not maintained it: a refresh finds out what is missing.
        if (needs_rows && !is_handed_on(source)) { found->second->needs_refresh = true; }
        if (is_captured) { found->second->captured.push_back(source); }
        if (is_view) { continue; }
        marked[id].sources.push_back(source);
        marked[id].all = marked[id].all && needs_notice && tells(source);
    }
    for (auto& [id, of] : marked) {
        table_overview& one = *by_id.at(id);
        if (one.planned.has_capture || !of.all) { continue; }
        one.marked = std::move(of.sources);
        one.planned.has_capture = true;
    }
}

/// Tables that read sources of one watermark group count as readers of all of them: where they meet in another table, they are a diamond, which is
/// refreshed under one snapshot.
void read_conditions(const pg::spi& session, std::vector<table_overview>& tables) {
    const std::vector<refresh_condition> all = all_conditions(session);
    if (all.empty()) { return; }
    std::unordered_map<std::int64_t, table_overview*> by_id;
    for (table_overview& one : tables) { by_id.emplace(one.planned.id, &one); }
    for (const refresh_condition& one : all) {
        const auto found = by_id.find(one.table);
        if (found == by_id.end()) { continue; }
        table_overview& table = *found->second;
        table.planned.reads.append_range(one.sources);
        table.reads_watermarks = table.reads_watermarks || one.group;
        if (!one.reason) { continue; }
        table.waits = table.waits ? std::format("{}; {}", *table.waits, *one.reason) : *one.reason;
    }
}

void read_groups(const pg::spi& session, std::vector<table_overview>& tables) {
    const auto all = all_group_members(session);
    if (all.empty()) { return; }
    const std::unordered_map<std::int64_t, std::int32_t> group_of(all.begin(), all.end());
    for (table_overview& one : tables) {
        const auto found = group_of.find(one.planned.id);
        if (found != group_of.end()) { one.planned.refresh_group = found->second; }
    }
}

/// The tables of a cycle are refreshed together, or not at all.
void stop_cycles(std::vector<table_overview>& tables) {
    std::set<std::int32_t> stopped;
    for (const table_overview& one : tables) {
        if (one.cycle && !one.is_active_itself()) { stopped.insert(*one.cycle); }
    }
    if (stopped.empty()) { return; }
    for (table_overview& one : tables) { one.waits_for_cycle = one.cycle && stopped.contains(*one.cycle); }
}

} // namespace

std::vector<table_overview> load_overview() {
    const catalog_session session;
    std::vector<table_overview> tables = read_tables(session.sql());
    read_sources(session.sql(), tables);
    read_conditions(session.sql(), tables);
    read_groups(session.sql(), tables);
    stop_cycles(tables);
    return tables;
}

schedule::network network_of(const std::vector<table_overview>& tables) {
    std::vector<schedule::definition> definitions;
    definitions.reserve(tables.size());
    for (const table_overview& one : tables) { definitions.push_back(one.planned); }
    return {std::move(definitions), std::chrono::seconds(settings::default_schedule_seconds())};
}

} // namespace pgt::ext
