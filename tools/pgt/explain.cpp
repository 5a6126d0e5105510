#include "explain.hpp"

#include <pgt/bind/bind.hpp>
#include <pgt/stage/choose_cuts.hpp>
#include <pgt/stage/maintenance_plan.hpp>
#include <pgt/stage/with_clocked.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pgt::tool {

namespace {

std::string section(const std::string& title, const std::string& text) {
    return "-- " + title + "\n" + text + (text.ends_with('\n') ? "\n" : "\n\n");
}

constexpr const char* states_schema = "pgtrickle_state";

stage::maintenance_plan plan_of(const bind::query& query, const bind::catalog& tables) {
    auto const state = [](std::size_t number) {
        return stage::relation_name{states_schema, "state_" + std::to_string(number)};
    };
    return stage::make_maintenance_plan(query, tables, {{"public", "stream_table"}, state},
                                        stage::choose_cuts);
}

bool is_any(const lower::source_set& some) { return std::ranges::contains(some, true); }

/// What is stored, in the order in which it is computed.
class stage_list {
  public:
    stage_list(const stage::maintenance_plan& plan, bool mermaid) : plan_(plan), mermaid_(mermaid) {}

    std::string contents() const {
        std::string text;
        for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
            const auto& how = plan_.stages[i].how;
            text += section(title(i, "the query", "the query of "), drawn(how.draw()));
            for (const auto& column : how.hidden) {
                text += section("hidden column " + column.name + " " + column.type, column.purpose);
            }
            text += section(title(i, "SQL for its contents", "SQL for the contents of "),
                            how.initial().str() + ";");
        }
        return text;
    }

    /// The changes of some sources, in each stage that they reach: its circuit and its SQL.
    std::string changes(const std::string& which, lower::source_set changed) const {
        std::string text;
        changed.resize(plan_.sources + plan_.states());
        text += by_clock(which, changed);
        for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
            auto const here = plan_.changed_for(i, stage::with_clocked(plan_, changed));
            if (!is_any(here)) { continue; }
            if (i < plan_.states()) { changed[plan_.sources + i] = true; }
            auto const of = i < plan_.states() ? which + " in " + name(i) : which;
            const auto& how = plan_.stages[i].how;
            text += section("changes of " + of, drawn(how.draw_delta(here)));
            text += section("SQL for changes of " + of, how.delta(here).str() + ";");
        }
        return text;
    }

  private:
    /// What comes and goes by the clock of sources that have changed.
    std::string by_clock(const std::string& which, const lower::source_set& changed) const {
        std::string text;
        for (const auto& one : plan_.clocked) {
            if (one.base >= plan_.sources || !changed[one.base]) { continue; }
            text += section("SQL for changes of " + which + " by the clock", one.changes(true).str() + ";");
        }
        return text;
    }
    std::string drawn(const lower::circuit_drawing& drawing) const {
        return mermaid_ ? drawing.mermaid : drawing.text;
    }
    std::string name(std::size_t i) const {
        return plan_.stages[i].table.schema + "." + plan_.stages[i].table.name;
    }
    std::string title(std::size_t i, const std::string& of_table, const std::string& of_state) const {
        return i < plan_.states() ? of_state + name(i) + ": " + plan_.stages[i].reason : of_table;
    }

    const stage::maintenance_plan& plan_;
    bool mermaid_;
};

} // namespace

std::string explain(const bind::catalog& tables, const std::string& query, bool mermaid) {
    parse::check_allowed(query); // what it warns of is refused below
    auto const bound = bind::bind_query(query, tables);
    const auto& sources = bound.sources;
    auto const plan = plan_of(bound, tables);
    stage_list const stages(plan, mermaid);
    auto text = stages.contents();
    for (std::size_t i = 0; i < sources.size(); ++i) {
        lower::source_set changed(sources.size(), false);
        changed[i] = true;
        text +=
            stages.changes(sources[i].relation.schema + "." + sources[i].relation.name, std::move(changed));
    }
    if (sources.size() > 1) { text += stages.changes("all tables", lower::source_set(sources.size(), true)); }
    return text;
}

std::string shown(const user_error& e, const std::string& text) {
    auto result = "ERROR:  " + e.sqlstate() + ": " + e.what() + "\n";
    if (auto const position = e.position()) {
        auto const at = std::min(static_cast<std::size_t>(*position), text.size());
        auto const begin = text.rfind('\n', at == 0 ? 0 : at - 1) + 1; // npos + 1 is 0
        auto const start = begin > at ? 0 : begin;
        auto const line = std::to_string(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1);
        auto const label = "LINE " + line + ": ";
        result += label + text.substr(start, text.find('\n', start) - start) + "\n";
        result += std::string(label.size() + at - start, ' ') + "^\n";
    }
    if (!e.detail().empty()) { result += "DETAIL:  " + e.detail() + "\n"; }
    if (!e.hint().empty()) { result += "HINT:  " + e.hint() + "\n"; }
    return result;
}

} // namespace pgt::tool
