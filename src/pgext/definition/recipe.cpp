#include "definition/recipe.hpp"

#include "capture/capturable.hpp"
#include "catalog/append_only.hpp"
#include "catalog/server_catalog.hpp"
#include "catalog/states.hpp"
#include "definition/forced_cuts.hpp"
#include "definition/provable.hpp"
#include "pg/boundary/query_error.hpp"
#include "pg/ddl/partitions.hpp"
#include "pg/query/same_calls.hpp"
#include "settings/settings.hpp"

#include <pgt/bind/bind.hpp>
#include <pgt/error.hpp>
#include <pgt/lower/facts/monotone.hpp>
#include <pgt/lower/make_plan.hpp>
#include <pgt/stage/choose_cuts.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <memory>
#include <optional>
#include <utility>

namespace pgt::ext {
namespace {

stage::relation_name stage_name(const pg::relation_name& name) { return {name.schema, name.name}; }

recipe full_recipe(const definition& from, const recipe_target& target) {
    return {.mode = refresh_mode::full,
            .downgrade_reason = {},
            .catalog = {},
            .plan = stage::make_full_maintenance_plan(
                lower::make_full_plan(sql::build("select * from {}", from.view.sql()), from.columns,
                                      target.name.sql(), target.stored),
                stage_name(target.name)),
            .sources = {},
            .fingerprint = {}};
}

void add(std::string& text, const bind::relation_info& relation, std::size_t column) {
    const bind::column_info& one = relation.columns.at(column);
    text += std::format(" {}:{}{}{}", one.number, one.type.name, one.type.collation, one.not_null ? "!" : "");
}

/// Without names: a renamed source is the same source.
std::string fingerprint_of(const std::vector<bind::source>& sources) {
    std::string text;
    for (const bind::source& source : sources) {
        text += std::to_string(source.relation.oid);
        for (const std::size_t column : source.used) { add(text, source.relation, column); }
        for (const auto& key : source.relation.keys) {
            text += " key";
            for (const std::size_t column : key) { add(text, source.relation, column); }
        }
        text += ";";
    }
    return text;
}

std::string hidden_text(const lower::plan& how) {
    std::string text;
    for (const auto& column : how.hidden) { text += std::format(" {}:{}", column.name, column.type); }
    if (!how.arrangement.empty()) { text += " arranged as " + how.arrangement; }
    return text;
}

/// Names count here: the rows of a state are those of the statements that were made for it.
std::string fingerprint_of(const stage::maintenance_plan& plan) {
    std::string text = hidden_text(plan.table());
    for (std::size_t i = 0; i < plan.states(); ++i) {
        text += " state";
        for (const auto& column : plan.stages[i].columns) {
            text += std::format(" {}{}", column.type.name, column.type.collation);
        }
        text += hidden_text(plan.stages[i].how) + ";";
    }
    return text;
}

stage::relation_names names_for(const recipe_target& target) {
    return {.table = stage_name(target.name),
            .state = [id = target.id](std::size_t number) { return stage_name(name_of_state(id, number)); },
            .stored = target.stored};
}

std::vector<stage::cut> cuts_of(const bind::query& query, const bind::catalog& types) {
    if (auto forced = forced_cuts(query, types)) { return std::move(*forced); }
    return settings::states() ? stage::choose_cuts(query, types) : stage::no_cuts(query, types);
}

stage::row_errors errors_for(const recipe_target& target) {
    return target.quarantines ? stage::row_errors::quarantine : stage::row_errors::stop;
}

void refuse_uncapturable(const bind::column_info& column) {
    if (!column.reads_system_columns) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("generated column \"{}\" cannot be maintained incrementally", column.name))
        .detail("It is virtual and reads a system column, which is not captured.")
        .hint("Make the column STORED, or use refresh mode FULL.");
}

/// Sources and columns whose changes no trigger sees.
void refuse_uncapturable(const bind::source& source) {
    ext::refuse_uncapturable(source.relation.oid);
    for (const std::size_t used : source.used) { refuse_uncapturable(source.relation.columns.at(used)); }
}

user_error not_appending(const std::string& why) {
    return user_error(sqlstate::feature_not_supported, "append_only is not supported for this query")
        .detail(why)
        .hint("Leave append_only out.");
}

/// Where rows are only inserted into its sources, rows are only to be added to the result.
void refuse_not_appending(const bind::query& query, const recipe_target& target) {
    if (!target.stored.appends) { return; }
    if (target.quarantines) {
        throw not_appending("Rows that are left out are kept, and looked for, besides.");
    }
    const auto part = lower::non_appending_part(query);
    if (!part) { return; }
    throw not_appending(std::format(
        "It has {}: where rows are inserted into its sources, stored rows may have to change or go.", *part));
}
void refuse_not_appending(const stage::maintenance_plan& plan, const recipe_target& target) {
    if (!target.stored.appends) { return; }
    if (!plan.clocked.empty()) { throw not_appending("Its rows go as time passes."); }
    if (plan.states() > 0) { throw not_appending("It keeps states, in which rows are looked for."); }
}

recipe bound_recipe(const definition& from, const recipe_target& target) {
    pg::check_calls(from.id);
    const auto catalog = std::make_shared<const server_catalog>();
    bind::query query = bind::bind_query(from.query, *catalog);
    refuse_not_appending(query, target);
    if (target.quarantines) { stage::read_keys(query); }
    std::vector<bind::source> sources = query.sources;
    for (const bind::source& source : sources) { refuse_uncapturable(source); }
    stage::maintenance_plan plan = stage::make_maintenance_plan(std::move(query), *catalog, names_for(target),
                                                                cuts_of, errors_for(target));
    refuse_not_appending(plan, target);
    std::string fingerprint = fingerprint_of(sources) + fingerprint_of(plan);
    return {.mode = refresh_mode::differential,
            .downgrade_reason = {},
            .catalog = catalog,
            .plan = std::move(plan),
            .sources = std::move(sources),
            .fingerprint = std::move(fingerprint),
            .appends = target.stored.appends};
}

/// Only refreshes by the changes that were captured know that no row went.
void refuse_appending_in(refresh_mode mode, const recipe_target& target) {
    if (!target.stored.appends) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("append_only is not possible in refresh mode {}", name_of(mode)))
        .hint("Use refresh mode DIFFERENTIAL, or leave append_only out.");
}

/// For each mode but full.
recipe incremental_recipe(const definition& from, refresh_mode mode, const recipe_target& target) {
    if (is_in_transaction(mode)) { refuse_appending_in(mode, target); }
    recipe made = with_reasons([&] { return bound_recipe(from, target); });
    if (is_in_transaction(mode)) {
        for (const bind::source& one : made.sources) {
            refuse_rows_by_statement(one.relation.oid, name_of(mode));
        }
    }
    made.mode = mode;
    return made;
}

/// The result of a volatile function may change without a change of the rows that it is computed from.
void refuse_volatile(const pg::analysed_query& query) {
    const auto found =
        std::ranges::find(query.functions, pg::volatility::volatile_, &pg::called_function::kind);
    if (found == query.functions.end()) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("volatile function {}() cannot be maintained incrementally", found->name))
        .detail("Its result may change without a change of any row.")
        .hint("Use refresh mode FULL, or compute the value where the rows are written.")
        .at(found->position);
}

/// Time passes without a statement.
void refuse_clock(const pg::analysed_query& query, refresh_mode mode) {
    if (!is_in_transaction(mode) || query.clock.empty()) { return; }
    const pg::mention& found = query.clock.front();
    throw user_error(sqlstate::feature_not_supported,
                     std::format("{} is not supported in refresh mode {}", found.name, name_of(mode)))
        .detail(
            "Rows come and go as time passes, without a statement or a transaction that would maintain the "
            "stream table.")
        .hint("Use refresh mode DIFFERENTIAL or AUTO.")
        .at(found.position);
}

constexpr std::array names_of_clock{"now()", "transaction_timestamp()", "CURRENT_TIMESTAMP", "CURRENT_DATE",
                                    "LOCALTIMESTAMP"};

std::string advice_about(const pg::mention& unsettled) {
    if (std::ranges::contains(names_of_clock, unsettled.name)) {
        return std::format("Compare a column with {} and constants alone in WHERE, as in \"column > {} - "
                           "interval '7 days'\", or use refresh mode FULL.",
                           unsettled.name, unsettled.name);
    }
    return "Use refresh mode FULL, or compare with it where the stream table is read.";
}

/// A row to be deleted is found by computing again what was stored of it, which has to give the same result.
void refuse_unsettled(const pg::analysed_query& query, bool only_what_decides) {
    const auto is_refused = [=](const pg::mention& one) { return one.decides_on_rows || !only_what_decides; };
    const auto found = std::ranges::find_if(query.unsettled, is_refused);
    if (found == query.unsettled.end()) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("{} cannot be maintained incrementally here", found->name))
        .detail("Its result may differ at the next refresh, which would then miss rows that depend on the "
                "earlier "
                "result.")
        .hint(advice_about(*found))
        .at(found->position);
}

/// The canonical text does not name these operators, so that they might be taken for others when it is read again.
void refuse_unprintable(const pg::analysed_query& query) {
    if (query.unprintable.empty()) { return; }
    const pg::mention& found = query.unprintable.front();
    throw user_error(sqlstate::feature_not_supported,
                     std::format("{} cannot be maintained incrementally", found.name))
        .detail("Which operator is meant depends on the search_path.")
        .hint("Write the comparison with its operator, as in \"ON a.x = b.x\", or use refresh mode FULL.")
        .at(found.position);
}

void refuse_ambiguous(const pg::analysed_query& query) {
    if (query.ambiguous.empty()) { return; }
    const pg::mention& found = query.ambiguous.front();
    throw user_error(sqlstate::feature_not_supported,
                     std::format("{} cannot be maintained incrementally", found.name))
        .detail("The text that PostgreSQL prints for it does not say all that is meant.")
        .hint("Move it into a subquery or a view, or use refresh mode FULL.")
        .at(found.position);
}

/// A full computation stops at the first error.
void refuse_full_quarantine(const recipe_target& target) {
    if (!target.quarantines) { return; }
    throw user_error(sqlstate::feature_not_supported, "rows cannot be quarantined in refresh mode FULL")
        .hint("Use refresh mode DIFFERENTIAL, or row_errors => 'stop'.");
}

std::string reason_of(const user_error& refusal) {
    if (refusal.detail().empty()) { return refusal.what(); }
    return std::format("{}: {}", refusal.what(), refusal.detail());
}

/// The query has no syntax errors: the server has analysed it. So it was printed in a form that cannot be read again.
user_error about_printing(const user_error& refusal) {
    if (refusal.sqlstate() != sqlstate::syntax_error) { return refusal; }
    return user_error(sqlstate::feature_not_supported, "the query cannot be maintained incrementally")
        .detail(std::format("PostgreSQL prints it in a form that cannot be read again: {}.", refusal.what()))
        .hint("Use refresh_mode => 'FULL'.");
}

} // namespace

recipe downgraded(const definition& from, const recipe_target& target, const user_error& refusal) {
    recipe result = full_recipe(from, target);
    result.downgrade_reason = reason_of(refusal);
    return result;
}

recipe_target target_of(const stream_table& table) {
    recipe_target target{.name = table.name, .id = table.id, .quarantines = table.quarantines()};
    if (table.relation == pg::no_oid) { return target; }
    target.stored.appends = is_append_only(table.id);
    if (auto key = pg::partition_key_of(table.relation)) {
        target.stored.partitioned_by = std::move(key->columns);
    }
    return target;
}

recipe make_recipe(const definition& from, refresh_mode mode, const recipe_target& target) {
    return mode == refresh_mode::full ? full_recipe(from, target) : incremental_recipe(from, mode, target);
}

recipe choose_recipe(const definition& from, const pg::analysed_query& analysed, refresh_mode requested,
                     const recipe_target& target, pg::oid owner) {
    if (requested == refresh_mode::full) {
        refuse_full_quarantine(target);
        refuse_appending_in(refresh_mode::full, target);
        return full_recipe(from, target);
    }
    const auto refused = [&](const std::string& query, const user_error& refusal) {
        if (requested != refresh_mode::automatic || target.quarantines || target.stored.appends) {
            pg::throw_about(query, refusal);
        }
        return downgraded(from, target, refusal);
    };
    try {
        refuse_volatile(analysed);
        refuse_unprintable(analysed);
        refuse_ambiguous(analysed);
        refuse_unsettled(analysed, true);
        refuse_clock(analysed, requested);
    } catch (const user_error& refusal) { return refused(analysed.text, refusal); }
    std::optional<recipe> result;
    try {
        const refresh_mode mode = is_in_transaction(requested) ? requested : refresh_mode::differential;
        result = incremental_recipe(from, mode, target);
        for (const bind::source& source : result->sources) {
            require_capture_right(owner, source.relation.oid);
        }
    } catch (const user_error& refusal) { return refused(from.query, about_printing(refusal)); }
    try {
        // Rows that are found by a key keep what was computed for them when they were inserted.  States show nothing that only the select
        // list of the result computes.
        if (!result->plan.table().is_keyed) { refuse_unsettled(analysed, false); }
    } catch (const user_error& refusal) { return refused(analysed.text, refusal); }
    return std::move(*result);
}

std::int32_t quarantine_states(const recipe& how) {
    return static_cast<std::int32_t>(std::ranges::count_if(
        how.plan.stages, [](const stage::stage& one) { return one.failing.has_value(); }));
}

bool locks_rows(const recipe& how) { return is_in_transaction(how.mode) && how.plan.locks_rows(); }

} // namespace pgt::ext
