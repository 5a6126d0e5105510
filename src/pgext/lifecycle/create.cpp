#include "lifecycle/create.hpp"

#include "catalog/append_only.hpp"
#include "definition/definition.hpp"
#include "definition/prepared.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "lifecycle/clock.hpp"
#include "lifecycle/describe.hpp"
#include "lifecycle/immediate_limits.hpp"
#include "lifecycle/indexes.hpp"
#include "lifecycle/sources.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/storage.hpp"
#include "lifecycle/warnings.hpp"
#include "lifecycle/width.hpp"
#include "pg/access/dependency.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/report.hpp"
#include "pg/query/rights.hpp"
#include "refresh/guard.hpp"
#include "refresh/refresh.hpp"

#include <pgt/error.hpp>

#include <format>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

void check_name_is_free(const pg::relation_name& name) {
    const auto taken = pg::find_relation(name.sql().sql());
    if (!taken) { return; }
    throw user_error(sqlstate::duplicate_table,
                     std::format("{} \"{}\" already exists",
                                 find_stream_table(*taken) ? "stream table" : "relation", name.for_people()))
        .hint("Drop it first, or choose another name.");
}

void check_lasts(const pg::relation_name& name) {
    if (!pg::is_temporary(name)) { return; }
    throw user_error(sqlstate::feature_not_supported, "stream tables cannot be temporary")
        .detail("Refreshes run in other sessions, too, which do not see temporary tables.")
        .hint("Name an ordinary schema.");
}

stream_table new_table(const creation& wanted, const pg::relation_name& name,
                       std::span<const std::string> settings) {
    stream_table table;
    table.id = new_stream_table_id();
    table.name = name;
    choose(table, wanted.options);
    table.settings.assign(settings.begin(), settings.end());
    return table;
}

/// A new stream table, and how it will be maintained.
struct created {
    stream_table table;
    recipe how;
};

/// Of a table that is not there yet.
recipe_target new_target(const stream_table& table, const table_options& wanted) {
    recipe_target target = target_of(table);
    target.stored.appends = wanted.append_only.value_or(false);
    if (wanted.partitioning) { target.stored.partitioned_by = wanted.partitioning->key.columns; }
    return target;
}

/// The table with its definition and its row in the catalog, empty; its sources are captured.
created create_empty(stream_table table, const table_options& wanted, const pg::analysed_query& query) {
    const pg::relation_name& name = table.name;
    table.definition = create_definition(name.name, table.id, query);
    pg::crash_point("create.defined");
    const definition kept = read_definition(table.definition);
    const partitioning how_stored = wanted.partitioning.value_or(partitioning());
    check_has_columns(how_stored, kept.columns);
    recipe chosen =
        choose_recipe(kept, query, table.requested, new_target(table, wanted), pg::current_user());
    check_immediate_limits(query, chosen.mode);
    table.relation = create_storage(table.name, kept.columns, chosen.plan.table(), how_stored);
    follow_partitions(table);
    (void)set_storage(table.relation, table.id, wanted.storage);
    replace_states(table, chosen.plan);
    recipe how = accepted(std::move(chosen), table, kept);
    if (wanted.limits) { check_limits(*wanted.limits, how, kept); }
    if (wanted.is_sliding_window) { check_sliding_window(how); }
    table.mode = how.mode;
    table.fingerprint = how.fingerprint;
    table.key_columns = how.plan.table().key;
    table.locks_rows = locks_rows(how);
    table.quarantine_states = quarantine_states(how);
    pg::make_part(table.definition, table.relation);
    protect_indexes(table, how.plan.table());
    insert_stream_table(table, describe(query, how));
    if (how.appends) { write_append_only(table.id, true); }
    pg::crash_point("create.stored");
    attach_sources(table, query, how);
    pg::crash_point("create.attached");
    warn_about(query, how);
    advise_clock_indexes(how);
    warn_of_cost(table, query);
    if (!is_in_transaction(how.mode)) { warn_without_scheduler(); }
    return {std::move(table), std::move(how)};
}

void create_new(stream_table wanted_table, const table_options& wanted, const pg::analysed_query& query) {
    auto [table, how] = create_empty(std::move(wanted_table), wanted, query);
    pg::count_command();
    if (!wanted.initialize.value_or(true)) { return; }
    const refresh_guard guard(table);
    keep_prepared(table, std::move(how), query);
    fill(table, initiator::initial);
}

} // namespace

void create_stream_table(const creation& wanted) {
    pg::refuse_on_standby("create stream tables");
    pg::refuse_if_restricted("create_stream_table()");
    const pg::relation_name name = pg::name_for_creation(wanted.name);
    check_lasts(name);
    check_name_is_free(name);
    const std::vector<std::string> settings = settings_of_author();
    const pg::analysed_query query = checked_query(wanted.options.query.value());
    const owner_scope scope(pg::current_user(), settings);
    pg::query_rights(query).check();
    with_advice_on_width({name.for_people(), query.columns.size()},
                         [&] { create_new(new_table(wanted, name, settings), wanted.options, query); });
}

void create_stream_table_if_not_exists(const creation& wanted) {
    const auto taken = pg::find_relation(pg::name_for_creation(wanted.name).sql().sql());
    if (!taken || !find_stream_table(*taken)) { return create_stream_table(wanted); }
    pg::report(pg::severity::info, std::format("stream table \"{}\" already exists, skipping", wanted.name));
}

} // namespace pgt::ext
