/// How a stream table is kept up to date, for people.
#include "catalog/moments.hpp"
#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/definition.hpp"
#include "definition/prepared.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "pg/access/forced_policies.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/change_statement.hpp"
#include "pg/query/measuring.hpp"
#include "pg/query/user_triggers.hpp"
#include "pg/value/function.hpp"
#include "pg/value/stored_type.hpp"
#include "refresh/guard.hpp"
#include "refresh/refresh.hpp"
#include "refresh/thresholds.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

recipe recipe_of(const stream_table& table) {
    return make_recipe(read_definition(table.definition), table.mode, target_of(table));
}

using property = std::tuple<std::string, std::string>;

std::string sources_text(const recipe& how) {
    std::string text;
    for (const bind::source& source : how.sources) {
        text +=
            std::format("{}{}.{}", text.empty() ? "" : ", ", source.relation.schema, source.relation.name);
    }
    return text;
}

/// The rows that a relation holds, as the planner estimates them.
std::string size_of(const stage::stage& state) {
    const auto relation = pg::find_relation(state.table.schema, state.table.name);
    return relation ? std::format("about {} rows", pg::estimated_rows(*relation)) : "missing";
}

/// Nothing that could change is read.
bool is_constant(const stage::stage& one) {
    return std::ranges::none_of(one.reads, [](bool reads) { return reads; });
}

/// For changes of all that a stage reads.
void add_statements(std::vector<property>& out, const std::string& label, const stage::stage& one) {
    if (one.how.adds) { out.emplace_back(label + "adding_query", one.how.adding(one.reads).str()); }
    out.emplace_back(label + "delta_query", one.how.delta(one.reads).str());
}

void add_states(std::vector<property>& out, const recipe& how) {
    for (std::size_t i = 0; i < how.plan.states(); ++i) {
        const stage::stage& state = how.plan.stages[i];
        const std::string label = std::format("state {}", i + 1);
        out.emplace_back(label, std::format("{}.{}: {}; {}", state.table.schema, state.table.name,
                                            state.reason, size_of(state)));
        out.emplace_back(label + " operator_tree", state.how.draw().text);
        if (is_constant(state)) { continue; }
        add_statements(out, label + " ", state);
    }
}

std::string text_of(pg::moment when) {
    const pg::spi session;
    return session.run(sql::build("select $1::text"), {}, when).value<std::string>().value();
}

/// Conditions on the clock, and the statements that find the rows whose moment has come.
void add_clock(std::vector<property>& out, const recipe& how) {
    for (std::size_t i = 0; i < how.plan.clocked.size(); ++i) {
        const stage::clocked_input& one = how.plan.clocked[i];
        const std::string label = std::format("clock {}", i + 1);
        out.emplace_back(label + " condition", one.condition);
        out.emplace_back(label + " delta_query", one.changes(true).str());
    }
}

/// What a change does, and the statement for changes of each source by itself.
void add_changes(std::vector<property>& out, const recipe& how) {
    const stage::stage& table = how.plan.stages.back();
    const lower::circuit_drawing delta = table.how.draw_delta(table.reads);
    out.emplace_back("delta_tree", delta.text);
    out.emplace_back("delta_tree_mermaid", delta.mermaid);
    add_statements(out, "", table);
    for (std::size_t i = 0; i < how.sources.size() && how.sources.size() > 1; ++i) {
        if (!table.reads[i]) { continue; }
        lower::source_set one(table.reads.size(), false);
        one[i] = true;
        out.emplace_back(std::format("delta_query of {}", how.sources[i].relation.name),
                         table.how.delta(one).str());
    }
}

/// What only a query has that can be maintained incrementally. The statement of each stage is for changes of all that it reads.
void add_circuits(std::vector<property>& out, const recipe& how) {
    const stage::stage& table = how.plan.stages.back();
    const lower::circuit_drawing query = table.how.draw();
    out.emplace_back("sources", sources_text(how));
    out.emplace_back("operator_tree", query.text);
    out.emplace_back("operator_tree_mermaid", query.mermaid);
    if (!is_constant(table)) { add_changes(out, how); }
    add_states(out, how);
    add_clock(out, how);
}

/// Why the statement for changes of one input of a stage, the one that is tried first, needs the executor; null if it does not.
const char* why_executor(const stage::stage& one, const prepared_source& input, std::size_t number) {
    if (!settings::direct_upkeep()) { return "pg_trickle.direct_upkeep is off"; }
    const pg::delta_store none = empty_delta(input);
    const pg::offered_delta offered{.rows = &none, .estimate = thresholds::estimate_for_few};
    lower::source_set changed(one.reads.size(), false);
    changed[number] = true;
    const sql::text text = one.how.adds ? one.how.adding(changed) : one.how.delta(changed, true);
    const pg::change_statement statement(text, {&offered, 1});
    return statement.why_not_direct({&offered, 1}, pg::snapshot::latest());
}

/// Of the inputs of the stage of the table.
struct upkeep_paths {
    std::size_t direct = 0;    ///< how many have changes that do not need the executor
    std::string rest;          ///< those whose changes need it
    const char* why = nullptr; ///< the first of them does
};

upkeep_paths paths_of(const recipe& how) {
    std::vector<prepared_source> inputs = prepared_sources(how);
    std::ranges::move(prepared_states(how), std::back_inserter(inputs));
    std::ranges::move(prepared_clocked(how), std::back_inserter(inputs));
    const stage::stage& table = how.plan.stages.back();
    upkeep_paths paths;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!table.reads[i]) { continue; }
        const char* const why = why_executor(table, inputs[i], i);
        if (why == nullptr) {
            ++paths.direct;
            continue;
        }
        if (paths.why == nullptr) { paths.why = why; }
        paths.rest += paths.rest.empty() ? "" : ", ";
        paths.rest += i < how.sources.size() ? how.sources[i].relation.name : "a state";
    }
    return paths;
}

std::string text_of(const upkeep_paths& paths) {
    const std::string direct = "rows are looked up and changed one by one";
    if (paths.why == nullptr) { return direct; }
    if (paths.direct == 0) { return "the executor"; }
    return std::format("{}; the executor for changes of {}", direct, paths.rest);
}

/// How few changes are applied.
void add_path(std::vector<property>& out, const stream_table& table, const recipe& how) {
    if (table.mode == refresh_mode::full || is_constant(how.plan.stages.back()) || pg::is_standby()) {
        return;
    }
    if (!prepare(table)->fits(table)) { return; } // its statements may not fit what is stored
    const pg::without_guard open(table.relation);
    const pg::without_user_triggers silent(!settings::changes_fire_triggers());
    const upkeep_paths paths = paths_of(how);
    out.emplace_back("upkeep_path", text_of(paths));
    if (paths.why != nullptr) { out.emplace_back("upkeep_path_reason", paths.why); }
}

constexpr std::array<std::string_view, 4> formats{"text", "json", "xml", "yaml"}; // as in `pg::plan_format`

user_error invalid_format(const std::string& name) {
    return user_error(sqlstate::invalid_parameter_value, std::format("invalid format \"{}\"", name))
        .hint("Use one of text, json, xml, yaml.");
}

sql::text explain_command(const std::string& format, bool analyse, const sql::text& statement) {
    if (!std::ranges::contains(formats, format)) { throw invalid_format(format); }
    return sql::build("explain (format {}{}) {}", sql::ident{format},
                      analyse ? sql::build(", analyze") : sql::text(), statement);
}

std::vector<std::string> lines_of(const pg::result& rows) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < rows.size(); ++i) { lines.push_back(rows.text(i, 0)); }
    return lines;
}

// Each of the functions looks at the definition with the rights of its owner.

/// The plan of the statement of a stage that reads the changes of all its sources, as if there were a few of each.
std::vector<std::string> plan_of(const stage::stage& one, const std::vector<prepared_source>& sources,
                                 const std::string& format) {
    std::vector<pg::delta_store> stores;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (one.reads[i]) { stores.push_back(empty_delta(sources[i])); }
    }
    const pg::spi session;
    constexpr double few = 10;
    for (const pg::delta_store& store : stores) { session.offer(store, few); }
    const pg::without_forced_policies whole; // the statement is planned as a refresh plans it
    return lines_of(session.run(explain_command(format, false, one.how.delta(one.reads))));
}

/// Those of all stages: each of a state under a line with its name.
std::vector<std::string> plans_of(const stream_table& table, const std::string& format) {
    const recipe how = recipe_of(table);
    std::vector<prepared_source> sources = prepared_sources(how);
    std::ranges::move(prepared_states(how), std::back_inserter(sources));
    std::ranges::move(prepared_clocked(how), std::back_inserter(sources));
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < how.plan.stages.size(); ++i) {
        const stage::stage& one = how.plan.stages[i];
        if (is_constant(one)) { continue; }
        if (how.plan.states() > 0) {
            lines.push_back(std::format("-- {}.{}", one.table.schema, one.table.name));
        }
        std::ranges::move(plan_of(one, sources, format), std::back_inserter(lines));
    }
    return lines;
}

std::vector<std::tuple<std::string>> explain_delta(const std::string& name, const std::string& format) {
    const stream_table table = require_readable_stream_table(name);
    if (table.mode == refresh_mode::full) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("stream table \"{}\" has no delta statement", table.name.for_people()))
            .detail("Its mode is FULL.")
            .hint("Call pgtrickle.explain_refresh_mode() for the reason.");
    }
    const owner_scope scope(table);
    std::vector<std::tuple<std::string>> rows;
    for (std::string& line : plans_of(table, format)) { rows.emplace_back(std::move(line)); }
    return rows;
}

/// The statements of all stages for changes of all sources, in their order.
std::string statements_of(const recipe& how) {
    std::string text;
    for (const stage::stage& one : how.plan.stages) {
        if (is_constant(one)) { continue; }
        text += (text.empty() ? "" : ";\n") + one.how.delta(one.reads).str();
    }
    return text;
}

std::optional<std::string> explain_diff_sql(const std::string& name) {
    const stream_table table = require_readable_stream_table(name);
    if (table.mode == refresh_mode::full) { return std::nullopt; }
    const owner_scope scope(table);
    const recipe how = recipe_of(table);
    const std::string text = statements_of(how);
    return text.empty() ? std::nullopt : std::optional(text);
}

/// What transactions that write to the sources lock, and why.
void add_lock(std::vector<property>& out, refresh_mode mode, const recipe& how) {
    if (!is_in_transaction(mode)) { return; }
    const bool immediate = mode == refresh_mode::immediate;
    if (locks_rows(how)) {
        out.emplace_back(
            "upkeep_lock",
            immediate ? "the rows of the stream table that a statement touches, until its transaction ends"
                      : "the rows of the stream table that a transaction touches, while it commits");
        out.emplace_back("upkeep_lock_reason",
                         "a change of a source is applied by itself, to rows that are found by their key");
        return;
    }
    out.emplace_back("upkeep_lock",
                     immediate
                         ? "the stream table: one transaction at a time writes to its sources"
                         : "the stream table, while a transaction that has written to its sources commits");
    out.emplace_back(
        "upkeep_lock_reason",
        how.sources.size() > 1
            ? "rows of several sources are combined: of two transactions that do not see each "
              "other's rows, neither would find the pairs"
            : "what a change does to the result depends on other rows of the source, which concurrent "
              "transactions may be changing");
}

pg::plan_format format_called(const std::string& name) {
    const auto found = std::ranges::find(formats, name);
    if (found == formats.end()) { throw invalid_format(name); }
    return static_cast<pg::plan_format>(found - formats.begin());
}

std::vector<property> not_measured(const std::string& reason) { return {{"measured", "nothing: " + reason}}; }

/// What a refresh of the pending changes does, which is rolled back. In mode FULL, or on the side of writers, there is nothing pending to be applied.
std::vector<property> measured_refresh(const std::string& name, const std::string& format) {
    const pg::plan_format wanted = format_called(format);
    if (pg::is_standby()) { return not_measured("this is a standby"); }
    auto locked = lock_maintained_stream_table(name, if_locked::skip);
    if (!locked) { return not_measured("another session is refreshing or changing it"); }
    stream_table& table = *locked;
    if (table.mode != refresh_mode::differential || !table.is_populated) { return {}; }
    if (table.status == table_status::suspended || table.fuse.is_blown) {
        return not_measured("it is suspended, or its fuse has blown");
    }
    const refresh_guard guard(table);
    const pg::subtransaction undone;
    const pg::measuring measuring(wanted);
    const refresh_outcome outcome = refresh(table, std::nullopt, initiator::manual);
    if (!outcome) { return not_measured("it has to be re-initialised first: " + outcome.error().reason); }
    std::vector<property> out;
    for (const pg::measured_statement& one : measuring.statements()) {
        const std::string what = "measured " + (one.relation.empty() ? "rows by the clock" : one.relation);
        out.emplace_back(what, std::format("{:.3f} ms, {:.0f} rows", one.ms, one.rows));
        out.emplace_back(what + " plan", one.plan);
    }
    return out.empty() ? not_measured("no changes are pending") : out;
}

/// Runs the query.
void add_analysis(std::vector<property>& out, const definition& kept, const std::string& format) {
    const pg::spi session;
    std::string text;
    for (const std::string& line : lines_of(
             session.run(explain_command(format, true, sql::build("select * from {}", kept.view.sql()))))) {
        text += line + "\n";
    }
    out.emplace_back("full_plan", text);
}

std::vector<property> explain_st(const std::string& name, bool with_analyze, const std::string& format) {
    (void)format_called(format);
    const std::vector<property> measured =
        with_analyze ? measured_refresh(name, format) : std::vector<property>();
    const stream_table table = require_readable_stream_table(name);
    const owner_scope scope(table);
    const definition kept = read_definition(table.definition);
    const recipe how = make_recipe(kept, table.mode, target_of(table));
    std::vector<property> out{{"defining_query", kept.query},
                              {"refresh_mode", std::string(name_of(table.mode))},
                              {"dvm_supported", table.mode == refresh_mode::full ? "false" : "true"},
                              {"frontier", table.frontier.is_empty() ? "" : table.frontier.to_text()}};
    add_lock(out, table.mode, how);
    add_path(out, table, how);
    if (const auto by_clock = moments_of(table.id); by_clock && !how.plan.clocked.empty()) {
        out.emplace_back("moment", text_of(by_clock->contents));
        out.emplace_back("next_moment", text_of(by_clock->due));
    }
    if (table.mode != refresh_mode::full) { add_circuits(out, how); }
    out.emplace_back("full_query", how.plan.table().full().str());
    std::ranges::copy(measured, std::back_inserter(out));
    if (with_analyze) { add_analysis(out, kept, format); }
    return out;
}

std::vector<std::tuple<std::string, std::string, std::string>>
list_auxiliary_columns(const std::string& name) {
    const stream_table table = require_readable_stream_table(name);
    std::vector<std::tuple<std::string, std::string, std::string>> rows{
        {lower::row_id_column, "bigint", "a hash by which a row is found"}};
    const owner_scope scope(table);
    const recipe how = recipe_of(table);
    for (const auto& column : how.plan.table().hidden) {
        rows.emplace_back(column.name, pg::stored_type_of(column.type).name, column.purpose);
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_explain_diff_sql, explain_diff_sql);
PGT_SQL_FUNCTION(pgtrickle_explain_delta, explain_delta);
PGT_SQL_FUNCTION(pgtrickle_explain_st, explain_st);
PGT_SQL_FUNCTION(pgtrickle_list_auxiliary_columns, list_auxiliary_columns);
