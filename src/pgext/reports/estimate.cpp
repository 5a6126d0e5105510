/// What a query would be as a stream table, before it is one.
#include "capture/capture.hpp"
#include "definition/expected_cost.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/error.hpp"
#include "pg/value/function.hpp"
#include "reports/trial.hpp"

#include <pgt/error.hpp>
#include <pgt/stage/with_clocked.hpp>

#include <algorithm>
#include <cstddef>
#include <format>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

bool is_any(const lower::source_set& set) { return std::ranges::contains(set, true); }

using estimate_row = std::tuple<std::string, std::optional<std::string>, std::optional<std::string>,
                                std::optional<double>, std::optional<std::string>>;

constexpr const char* planner_cost = "planner cost";

std::string name_of(const bind::source& source) {
    return std::format("{}.{}", source.relation.schema, source.relation.name);
}

std::string names_of_columns(const bind::source& source) {
    std::string names;
    for (const std::size_t used : source.used) {
        names += (names.empty() ? "" : ", ") + source.relation.columns.at(used).name;
    }
    return names;
}

void add_reads(std::vector<estimate_row>& out, const trial& about) {
    for (const pg::read_relation& one : about.query.relations) {
        if (one.kind == 'v') { continue; }
        const std::int64_t rows = pg::estimated_rows(one.id);
        auto note = rows > 0 ? std::nullopt
                             : std::optional<std::string>("empty, or not counted yet: ANALYZE counts rows");
        out.emplace_back("source", pg::printed_name(one.id), std::move(note), static_cast<double>(rows),
                         "rows");
    }
}

/// Of a state that is computed from another one the size is not known before that is filled.
void add_stages(std::vector<estimate_row>& out, const trial& about, double rows) {
    for (std::size_t i = 0; i < about.how.plan.states(); ++i) {
        out.emplace_back("stage", std::format("state {}", i + 1), about.how.plan.stages[i].reason,
                         expected_rows(about.how, i), "rows");
    }
    out.emplace_back("stage", "stream table", std::nullopt, rows, "rows");
}

void add_changes(std::vector<estimate_row>& out, const trial& about) {
    const cost_of_changes costs(about.how);
    for (std::size_t i = 0; i < about.how.sources.size(); ++i) {
        out.emplace_back("change", name_of(about.how.sources[i]), "at most, to apply one changed row",
                         costs.of(i), planner_cost);
    }
}

/// In mode FULL a source is marked, which costs nothing that could be measured; else each changed row is written once more, for all
/// stream tables that read its source.
void add_writers(std::vector<estimate_row>& out, const trial& about) {
    for (const bind::source& one : about.how.sources) {
        if (is_in_transaction(about.how.mode)) {
            out.emplace_back("writer", name_of(one),
                             "its transactions apply their changes, and wait for one another", std::nullopt,
                             std::nullopt);
            continue;
        }
        out.emplace_back("writer", name_of(one),
                         std::format("{}: {}",
                                     is_capturing(one.relation.oid)
                                         ? "its changes are captured already; the columns needed are"
                                         : "each changed row is written to a change buffer with the columns",
                                     names_of_columns(one)),
                         static_cast<double>(one.used.size()), "columns");
    }
}

std::vector<estimate_row> estimate(const std::string& query, const std::string& mode) {
    std::vector<estimate_row> rows;
    try_query(query, parse_mode(mode, "refresh_mode"), [&](const trial& about) {
        rows.emplace_back("mode", std::nullopt, name_of(about.how.mode), std::nullopt, std::nullopt);
        if (!about.how.downgrade_reason.empty()) {
            rows.emplace_back("reason", std::nullopt, about.how.downgrade_reason, std::nullopt, std::nullopt);
        }
        add_reads(rows, about);
        const expectation all = expect_contents(about.kept);
        add_stages(rows, about, all.rows);
        rows.emplace_back("full", std::nullopt, "to compute all rows", all.cost, planner_cost);
        add_changes(rows, about);
        add_writers(rows, about);
    });
    return rows;
}

using check_row = std::tuple<std::string, std::string, std::string>;

void add_checks(std::vector<check_row>& out, const trial& about) {
    const bool is_downgraded = !about.how.downgrade_reason.empty();
    out.emplace_back("resolved_refresh_mode", name_of(about.how.mode), is_downgraded ? "WARNING" : "INFO");
    if (is_downgraded) { out.emplace_back("downgrade_reason", about.how.downgrade_reason, "WARNING"); }
    for (const bind::source& one : about.how.sources) {
        const bool is_stream_table = one.relation.kind == bind::relation_kind::stream_table;
        if (one.relation.keys.empty() && !is_stream_table) {
            out.emplace_back("source_without_key", name_of(one), "WARNING");
        }
    }
    for (const pg::mention& one : about.query.unsettled) {
        out.emplace_back("stable_function", one.name, is_downgraded ? "INFO" : "WARNING");
    }
    for (std::size_t i = 0; i < about.how.plan.states(); ++i) {
        out.emplace_back("state", about.how.plan.stages[i].reason, "INFO");
    }
}

/// Whether an error says something about the query, rather than about this session or the server.
bool is_about_query(const std::string& sqlstate) {
    return sqlstate.starts_with("42") || sqlstate.starts_with("0A") || sqlstate.starts_with("22") ||
           sqlstate.starts_with("54") || sqlstate.starts_with("3F");
}

std::vector<check_row> refused(const std::string& sqlstate, const std::string& what, std::string_view detail,
                               std::string_view hint) {
    if (!is_about_query(sqlstate)) { throw; }
    std::vector<check_row> rows{{"query", std::format("{}: {}", sqlstate, what), "ERROR"}};
    if (!detail.empty()) { rows.emplace_back("detail", detail, "ERROR"); }
    if (!hint.empty()) { rows.emplace_back("hint", hint, "INFO"); }
    return rows;
}

std::vector<check_row> validate(const std::string& query) {
    std::vector<check_row> rows;
    try {
        try_query(query, refresh_mode::automatic, [&](const trial& about) { add_checks(rows, about); });
        return rows;
    } catch (const user_error& refusal) {
        return refused(refusal.sqlstate(), refusal.what(), refusal.detail(), refusal.hint());
    } catch (const pg::error& refusal) {
        return refused(refusal.sqlstate(), refusal.what(), refusal.detail(), refusal.hint());
    }
}

using pass_row = std::tuple<std::string, bool, std::string>;

void add_passes(std::vector<pass_row>& out, const trial& about) {
    out.emplace_back("analysed", about.query.canonical != about.query.text, about.query.canonical);
    const stage::maintenance_plan& plan = about.how.plan;
    for (std::size_t i = 0; i < plan.states(); ++i) {
        out.emplace_back(std::format("state {}", i + 1), true, plan.stages[i].how.initial().str());
    }
    out.emplace_back("contents", true, plan.table().initial().str());
    for (std::size_t i = 0; i < about.how.sources.size(); ++i) {
        lower::source_set changed(plan.sources + plan.states(), false);
        changed[i] = true;
        const lower::source_set here = plan.changed_for(plan.states(), stage::with_clocked(plan, changed));
        if (!is_any(here)) { continue; }
        out.emplace_back(std::format("changes of {}", name_of(about.how.sources[i])), true,
                         plan.table().delta(here).str());
    }
}

std::vector<pass_row> explain_rewrite(const std::string& query) {
    std::vector<pass_row> rows;
    try_query(query, refresh_mode::automatic, [&](const trial& about) { add_passes(rows, about); });
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_estimate_stream_table, estimate);
PGT_SQL_FUNCTION(pgtrickle_validate_query, validate);
PGT_SQL_FUNCTION(pgtrickle_explain_query_rewrite, explain_rewrite);
