#include "lifecycle/warnings.hpp"

#include "pg/report.hpp"
#include "pg/shared_state.hpp"

#include <format>

namespace pgt::ext {
namespace {

void warn_of_downgrade(const recipe& how) {
    if (how.downgrade_reason.empty()) { return; }
    pg::report(
        pg::severity::warning, "the stream table will be refreshed in mode FULL", how.downgrade_reason,
        "pgtrickle.explain_refresh_mode() shows this later. Ask for refresh mode FULL to avoid the warning.");
}

void warn_of_keyless(const recipe& how) {
    for (const bind::source& source : how.sources) {
        const bool is_stream_table = source.relation.kind == bind::relation_kind::stream_table;
        if (!source.relation.keys.empty() || is_stream_table) { continue; }
        pg::report(
            pg::severity::warning,
            std::format("source \"{}.{}\" has no primary key", source.relation.schema, source.relation.name),
            "Its rows are told apart by all their columns, which costs more; equal rows are counted.",
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
    if (how.mode != refresh_mode::differential || names.empty()) { return; }
    pg::report(
        pg::severity::warning, std::format("the query depends on stable functions: {}", names),
        "Their results may differ from one refresh to the next, but rows already computed stay as they are "
        "until something that they are made of changes.");
}

void warn_of_search_path(const pg::analysed_query& query) {
    if (!query.reads_search_path) { return; }
    pg::report(
        pg::severity::warning, "the query reads the current schema",
        "Refreshes run under a search_path of their own, \"pg_catalog, pg_temp\", so that it is pg_catalog.",
        "Write the name of the schema as a constant.");
}

} // namespace

void warn_without_scheduler() {
    if (pg::shared() != nullptr) { return; }
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
