/// How a stream table is kept up to date, for people.
#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "definition/prepared.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "pg/value/function.hpp"
#include "pg/value/stored_type.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

recipe recipe_of(const stream_table& table) {
    return make_recipe(read_definition(table.definition), table.mode, table.name);
}

lower::source_set all_sources(const recipe& how) { return lower::source_set(how.sources.size(), true); }

using property = std::tuple<std::string, std::string>;

std::string sources_text(const recipe& how) {
    std::string text;
    for (const bind::source& source : how.sources) {
        text +=
            std::format("{}{}.{}", text.empty() ? "" : ", ", source.relation.schema, source.relation.name);
    }
    return text;
}

/// What only a query has that can be maintained incrementally.
void add_circuits(std::vector<property>& out, const recipe& how) {
    const auto changed = all_sources(how);
    const lower::drawn_circuit query = how.plan.draw();
    const lower::drawn_circuit delta = how.plan.draw_delta(changed);
    out.emplace_back("sources", sources_text(how));
    out.emplace_back("operator_tree", query.text);
    out.emplace_back("operator_tree_mermaid", query.mermaid);
    out.emplace_back("delta_tree", delta.text);
    out.emplace_back("delta_tree_mermaid", delta.mermaid);
    out.emplace_back("delta_query", how.plan.delta(changed).str());
    for (std::size_t i = 0; i < how.sources.size() && how.sources.size() > 1; ++i) {
        lower::source_set one(how.sources.size(), false);
        one[i] = true;
        out.emplace_back(std::format("delta_query of {}", how.sources[i].relation.name),
                         how.plan.delta(one).str());
    }
}

constexpr std::array formats{"text", "json", "xml", "yaml"};

sql::text explain_command(const std::string& format, bool analyse, const sql::text& statement) {
    if (!std::ranges::contains(formats, format)) {
        throw user_error(sqlstate::invalid_parameter_value, std::format("invalid format \"{}\"", format))
            .hint("Use one of text, json, xml, yaml.");
    }
    return sql::build("explain (format {}{}) {}", sql::ident{format},
                      analyse ? sql::build(", analyze") : sql::text(), statement);
}

std::vector<std::string> lines_of(const pg::result& rows) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < rows.size(); ++i) { lines.push_back(rows.text(i, 0)); }
    return lines;
}

// Each of the functions looks at the definition with the rights of its owner.

/// The plan of a statement that reads the changes of all sources, as if there were a few of each.
std::vector<std::string> plan_of(const stream_table& table, const std::string& format) {
    const recipe how = recipe_of(table);
    const std::shared_ptr<const prepared_table> prepared = prepare(table);
    std::vector<pg::delta_store> stores;
    for (const prepared_source& source : prepared->sources()) {
        std::vector<pg::delta_column> columns;
        for (const auto& column : source.columns) { columns.push_back(column.as); }
        stores.emplace_back(source.delta, columns);
    }
    const pg::spi session;
    constexpr double few = 10;
    for (const pg::delta_store& store : stores) { session.offer(store, few); }
    return lines_of(session.run(explain_command(format, false, how.plan.delta(all_sources(how)))));
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
    for (std::string& line : plan_of(table, format)) { rows.emplace_back(std::move(line)); }
    return rows;
}

std::optional<std::string> explain_diff_sql(const std::string& name) {
    const stream_table table = require_readable_stream_table(name);
    if (table.mode == refresh_mode::full) { return std::nullopt; }
    const owner_scope scope(table);
    const recipe how = recipe_of(table);
    return how.plan.delta(all_sources(how)).str();
}

/// Runs the query.
void add_analysis(std::vector<property>& out, const definition& kept) {
    const pg::spi session;
    std::string text;
    for (const std::string& line : lines_of(
             session.run(explain_command("text", true, sql::build("select * from {}", kept.view.sql()))))) {
        text += line + "\n";
    }
    out.emplace_back("full_plan", text);
}

std::vector<property> explain_st(const std::string& name, bool with_analyze) {
    const stream_table table =
        with_analyze ? require_maintained_stream_table(name) : require_readable_stream_table(name);
    const owner_scope scope(table);
    const definition kept = read_definition(table.definition);
    const recipe how = make_recipe(kept, table.mode, table.name);
    std::vector<property> out{{"defining_query", kept.query},
                              {"refresh_mode", std::string(name_of(table.mode))},
                              {"dvm_supported", table.mode == refresh_mode::differential ? "true" : "false"},
                              {"frontier", table.frontier.is_empty() ? "" : table.frontier.to_text()}};
    if (table.mode == refresh_mode::differential) { add_circuits(out, how); }
    out.emplace_back("full_query", how.plan.full().str());
    if (with_analyze) { add_analysis(out, kept); }
    return out;
}

std::vector<std::tuple<std::string, std::string, std::string>>
list_auxiliary_columns(const std::string& name) {
    const stream_table table = require_readable_stream_table(name);
    std::vector<std::tuple<std::string, std::string, std::string>> rows{
        {lower::row_id_column, "bigint", "a hash by which a row is found"}};
    const owner_scope scope(table);
    const recipe how = recipe_of(table);
    for (const auto& column : how.plan.hidden) {
        rows.emplace_back(column.name, pg::stored_type_of(column.type).name, column.purpose);
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_explain_diff_sql, explain_diff_sql);
PGT_SQL_FUNCTION(pgtrickle_explain_delta, explain_delta);
PGT_SQL_FUNCTION(pgtrickle_explain_st, explain_st);
PGT_SQL_FUNCTION(pgtrickle_list_auxiliary_columns, list_auxiliary_columns);
