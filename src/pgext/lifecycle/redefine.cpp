#include "lifecycle/redefine.hpp"

#include "catalog/session.hpp"
#include "catalog/states.hpp"
#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "definition/prepared.hpp"
#include "definition/provable.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "lifecycle/carry_over.hpp"
#include "lifecycle/circular.hpp"
#include "lifecycle/clock.hpp"
#include "lifecycle/column_dependents.hpp"
#include "lifecycle/describe.hpp"
#include "lifecycle/immediate_limits.hpp"
#include "lifecycle/indexes.hpp"
#include "lifecycle/layout.hpp"
#include "lifecycle/partitioning.hpp"
#include "lifecycle/sources.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/storage.hpp"
#include "lifecycle/unfit.hpp"
#include "lifecycle/upkeep.hpp"
#include "lifecycle/warnings.hpp"
#include "pg/access/dependency.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/ddl/storage_facts.hpp"
#include "pg/query/rights.hpp"
#include "pg/query/same_calls.hpp"
#include "pg/query/same_query.hpp"
#include "refresh/refresh.hpp"

#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

void create_query(stream_table& table, const pg::analysed_query& query) {
    table.definition = create_definition(table.name.name, table.id, query);
    pg::make_part(table.definition, table.relation);
    pg::count_command();
}

/// What a table had with its old query that matters to the new one.
struct heritage {
    std::vector<pg::renamed_column> renamed;
    bool differs_in_names_only = false;
    query_demands demands;            ///< of the new query
    std::vector<pg::oid> own_indexes; ///< those that refreshes needed
    std::optional<recipe> contents =
        {}; ///< by which the table has its rows, unless they are to be computed again
};

/// A recipe, and what it asks of the table.
struct plan_for_table {
    recipe how;
    layout_change change;
};

/// The recipe, if the server plans its statements on the table as that will be; else as `provable`. The table is altered for that, and
/// altered back at once: it can be read while its contents are computed.
plan_for_table planned(const stream_table& table, recipe chosen, const definition& kept,
                       const heritage& from) {
    layout_change change = layout_change_of(table, chosen.plan.table(), from.renamed);
    check_partition_key_stays(table, change.dropped);
    check_dependents(table, change, from.own_indexes);
    const refresh_mode before = chosen.mode;
    const auto check = [&](const recipe& how) {
        if (from.demands.limits) { check_limits(*from.demands.limits, how, kept); }
    };
    if (before == refresh_mode::full) {
        check(chosen);
        return {.how = std::move(chosen), .change = std::move(change)};
    }
    recipe how = [&] {
        const pg::subtransaction attempt;
        change_columns(table.relation, change);
        replace_states(table, chosen.plan);
        recipe made = provable(std::move(chosen), table, kept);
        check(made);
        return made;
    }();
    if (how.mode != before) {
        change = layout_change_of(table, how.plan.table(), from.renamed);
        check_dependents(table, change, from.own_indexes);
    }
    return {.how = std::move(how), .change = std::move(change)};
}

/// Whether what is stored is what the new query gives, under other names: then its plan is the same, too.
bool keeps_contents(const stream_table& before, const plan_for_table& to, bool differs_in_names_only) {
    const bool follows = to.how.mode == refresh_mode::full || is_followed(to.how);
    return differs_in_names_only && to.change.renames_only() && !before.needs_reinit &&
           before.mode == to.how.mode && before.fingerprint == to.how.fingerprint &&
           has_states(before, to.how.plan) && follows;
}

constexpr const char* reason = "the query was changed";

/// Before columns are dropped, which keeps readers out.
void compute_in_place(const stream_table& changed, plan_for_table to, const pg::analysed_query& query,
                      initiator by) {
    keep_prepared(changed, std::move(to.how), query);
    mark_unfit(changed.relation);
    rewrite(changed, reason, by);
    if (to.change.none()) { return; }
    change_columns(changed.relation, to.change);
    mark_unfit(changed.relation);
}

void compute(const stream_table& changed, plan_for_table to, const pg::analysed_query& query, initiator by) {
    if (to.change.drops_only()) { return compute_in_place(changed, std::move(to), query, by); }
    const new_columns columns{
        .stored = stored_columns(changed, to.how.plan.table()), .alter = [&] {
            change_columns(changed.relation, to.change);
            mark_unfit(changed.relation); // before its rows change: its readers cannot apply that
        }};
    keep_prepared(changed, std::move(to.how), query);
    refill(changed, reason, by, columns);
}

/// What becomes of the contents.
struct contents_to_be {
    bool stay = false; ///< under other names
    std::optional<carried_rows> carried = {};
};

contents_to_be contents_for(const stream_table& table, const stream_table& before, const plan_for_table& to,
                            heritage& from) {
    if (keeps_contents(before, to, from.differs_in_names_only)) { return {.stay = true}; }
    if (!from.contents) { return {}; }
    return {.carried = rows_to_carry(table, std::move(*from.contents), to.how,
                                     {from.renamed, from.own_indexes, to.change})};
}

/// The contents, the columns and the indexes of a table whose row in the catalog has the new query.
void set_up_table(const stream_table& changed, plan_for_table to, const contents_to_be& contents,
                  const pg::analysed_query& query, initiator by) {
    const lower::plan table_plan = to.how.plan.table();
    if (contents.carried && !changed.cycle) {
        carry_over(changed, *contents.carried, to.how, to.change, by);
    } else if (changed.is_populated && !contents.stay) {
        replace_states(changed, to.how.plan);
        compute(changed, std::move(to), query, by);
    } else {
        if (!contents.stay) { replace_states(changed, to.how.plan); }
        change_columns(changed.relation, to.change);
    }
    create_indexes(changed.relation, table_plan);
    protect_indexes(changed, table_plan);
}

} // namespace

pg::analysed_query query_for(const stream_table& table, const std::string& text) {
    const pg::as_user owner(pg::owner_of_relation(table.relation));
    return checked_query(text);
}

bool has_query(const stream_table& table, const pg::analysed_query& query) {
    return pg::is_same_query(pg::analysed_view(table.definition), query);
}

std::vector<pg::oid> drop_query(const stream_table& table) {
    std::vector<pg::oid> own_indexes = pg::unmark_indexes(table.relation, table.definition);
    pg::release_part(table.definition);
    const upkeep own;
    const catalog_session session;
    session.sql().run(sql::build("drop view {}", pg::name_of_relation(table.definition).value().sql()));
    return own_indexes;
}

namespace {

/// Gives a query to a table whose definition was dropped. In the `owner_scope` of the table.
void set_query(stream_table table, const pg::analysed_query& query, const std::string& original,
               heritage from, initiator by) {
    const stream_table before = table;
    create_query(table, query);
    const definition kept = read_definition(table.definition);
    recipe_target target = target_of(table);
    target.stored = after_renaming(std::move(target.stored), from.renamed);
    recipe chosen =
        choose_recipe(kept, query, table.requested, target, pg::owner_of_relation(table.relation));
    check_immediate_limits(query, chosen.mode);
    plan_for_table to = planned(table, std::move(chosen), kept, from);
    const contents_to_be contents = contents_for(table, before, to, from);
    if (from.demands.is_sliding_window) { check_sliding_window(to.how); }
    table.mode = to.how.mode;
    table.fingerprint = to.how.fingerprint;
    table.key_columns = to.how.plan.table().key;
    table.locks_rows = locks_rows(to.how);
    table.quarantine_states = quarantine_states(to.how);
    pg::crash_point("redefine.planned");
    description about = describe(query, to.how);
    about.original_query = original;
    update_definition(table, about);
    attach_sources(table, query, to.how);
    update_mode(table, to.how.downgrade_reason, has_keyless_source(to.how));
    pg::count_command();
    settle_in_graph(table, query);
    warn_about(query, to.how);
    advise_clock_indexes(to.how);
    pg::crash_point("redefine.stored");
    set_up_table(find_stream_table(table.relation).value(), std::move(to), contents, query, by);
    pg::crash_point("redefine.end");
}

} // namespace

void redefine(stream_table table, const pg::analysed_query& query, const query_demands& demands,
              initiator by) {
    check_may_read(table, query);
    const std::vector<std::string> settings = settings_of_author();
    const bool has_same_settings = table.settings == settings; // else equal expressions give other values
    table.settings = settings;
    const owner_scope scope(table);
    pg::query_rights(query).check();
    const pg::analysed_query before = pg::analysed_view(table.definition);
    heritage from{.renamed = pg::renamed_columns(before, query),
                  .differs_in_names_only = has_same_settings && pg::differs_in_names_only(before, query),
                  .demands = demands,
                  .own_indexes = {}};
    if (has_same_settings) { from.contents = recipe_of_contents(table, by); }
    from.own_indexes = drop_query(table);
    set_query(std::move(table), query, query.text, std::move(from), by);
}

kept_query take_query(const stream_table& table) {
    pg::check_calls(table.definition);
    return {.canonical = pg::analysed_view(table.definition).canonical,
            .original = original_query_of(table.id),
            .own_indexes = {}};
}

void restore_query(stream_table table, const kept_query& kept) {
    const owner_scope scope(table);
    const pg::analysed_query query = checked_query(kept.canonical);
    pg::query_rights(query).check();
    set_query(std::move(table), query, kept.original,
              {.renamed = {}, .differs_in_names_only = false, .demands = {}, .own_indexes = kept.own_indexes},
              initiator::manual);
}

} // namespace pgt::ext
