#include "lifecycle/warnings.hpp"

#include "lifecycle/marks.hpp"
#include "pg/access/identity.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/shared_state.hpp"
#include "settings/settings.hpp"

#include <pgt/schedule/rule.hpp>

#include <algorithm>

#include <format>

namespace pgt::ext {
namespace {

void warn_of_downgrade(const recipe& how) {
    if (how.downgrade_reason.empty()) { return; }
    pg::report(pg::severity::warning, "the stream table will be refreshed in mode FULL", how.downgrade_reason,
               "Ask for refresh mode FULL to avoid this warning; pgtrickle.explain_refresh_mode() shows the "
               "reason later.");
}

void warn_of_keyless(const recipe& how) {
    for (const bind::source& source : how.sources) {
        const bool is_stream_table = source.relation.kind == bind::relation_kind::stream_table;
        if (!source.relation.keys.empty() || is_stream_table) { continue; }
        if (source.relation.kind == bind::relation_kind::inheritance_parent) {
            pg::report(pg::severity::warning,
                       std::format("source \"{}.{}\" has inheritance children", source.relation.schema,
                                   source.relation.name),
                       "Its keys say nothing about the rows of its children: rows are identified by all "
                       "columns, which costs more; identical rows are counted.",
                       "Use declarative partitioning for a key of all rows.");
            continue;
        }
        pg::report(
            pg::severity::warning,
            std::format("source \"{}.{}\" has no primary key", source.relation.schema, source.relation.name),
            "Its rows are identified by all their columns, which costs more; identical rows are counted.",
            "Add a primary key if there is one.");
    }
}

std::string unsettled_names(const pg::analysed_query& query) {
    std::string names;
    for (const pg::mention& one : query.unsettled) { names += (names.empty() ? "" : ", ") + one.name; }
    return names;
}

void warn_of_stable(const pg::analysed_query& query, const recipe& how) {
    const std::string names = unsettled_names(query);
    if (how.mode == refresh_mode::full || names.empty()) { return; }
    pg::report(
        pg::severity::warning, std::format("the query depends on stable functions: {}", names),
        "Their results may differ from one refresh to the next, but rows already computed stay as they are "
        "until the rows that they depend on change.");
}

void warn_of_search_path(const pg::analysed_query& query) {
    if (!query.reads_search_path) { return; }
    pg::report(pg::severity::warning, "the query reads the current schema",
               "Refreshes run under a search_path of their own, \"pg_catalog, pg_temp\", so the current "
               "schema is pg_catalog.",
               "Write the name of the schema as a constant.");
}

/// In words, after a message; nothing for what goes by the clock, or is rare.
std::string how_often(const schedule::rule& when) {
    constexpr std::int64_t day = 86400;
    constexpr std::int64_t rare = 3600;
    if (std::holds_alternative<schedule::cron>(when.when)) { return {}; }
    const auto* const fixed = std::get_if<schedule::every>(&when.when);
    const std::int64_t seconds = std::max<std::int64_t>(
        fixed == nullptr ? settings::default_schedule_seconds() : fixed->time.count(), 1);
    if (seconds >= rare) { return {}; }
    return std::format(": every {} s, {} times a day", seconds, day / seconds);
}

} // namespace

void warn_of_cost(const stream_table& table, const pg::analysed_query& query) {
    if (table.mode != refresh_mode::full || pg::shared() == nullptr) { return; }
    const std::string reason =
        unmarkable(query, dependencies_of(table.id), pg::owner_of_relation(table.relation));
    if (reason.empty()) { return; }
    const std::string cost = how_often(schedule::parse_rule(table.schedule.value_or("calculated"), 0));
    if (cost.empty()) { return; }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is recomputed by schedule even if nothing has changed{}",
                           table.name.for_people(), cost),
               reason, "Give it a longer schedule.");
}

void warn_without_scheduler() {
    if (pg::shared() != nullptr) {
        if (pg::shared()->launcher.pid() != 0 && !pg::shared()->has_no_worker) { return; }
        return pg::report(pg::severity::warning, "the stream table will only be refreshed by hand for now",
                          "The server has no background worker left for a scheduler.",
                          "Increase max_worker_processes and restart the server.");
    }
    pg::report(pg::severity::warning, "the stream table will only be refreshed by hand",
               "There is no scheduler: pg_trickle was not loaded when the server started.",
               "Add pg_trickle to shared_preload_libraries and restart the server.");
}

void warn_about(const pg::analysed_query& query, const recipe& how) {
    warn_of_downgrade(how);
    warn_of_keyless(how);
    warn_of_stable(query, how);
    warn_of_search_path(query);
}

} // namespace pgt::ext
