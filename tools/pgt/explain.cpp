#include "explain.hpp"

#include <pgt/bind/bind.hpp>
#include <pgt/stage/choose_cuts.hpp>
#include <pgt/stage/maintenance_plan.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pgt::tool {

namespace {

std::string section(const std::string& title, const std::string& text) {
    return "-- " + title + "\n" + text + (text.ends_with('\n') ? "\n" : "\n\n");
}

/// The parts of a plan, for people.
class explained_plan {
  public:
    explained_plan(const stage::maintenance_plan& plan, const std::vector<bind::source>& sources,
                   bool mermaid)
        : plan_(plan), mermaid_(mermaid) {
        for (const auto& source : sources) {
            inputs_.push_back(source.relation.schema + "." + source.relation.name);
        }
        for (std::size_t i = 1; i <= plan.states(); ++i) { inputs_.push_back("state " + std::to_string(i)); }
    }

    [[nodiscard]] std::string text() const {
        std::string result;
        for (std::size_t i = 0; i < plan_.states(); ++i) {
            const auto& state = plan_.stages[i];
            result += of_stage(state, "state " + std::to_string(i + 1) + ": " + state.reason);
        }
        return result + of_stage(plan_.stages.back(), "the query");
    }

  private:
    [[nodiscard]] std::string shown(const lower::circuit_drawing& drawn) const {
        return mermaid_ ? drawn.mermaid : drawn.text;
    }
    [[nodiscard]] std::string of_stage(const stage::stage& one, const std::string& title) const {
        auto text = section(title, shown(one.how.draw()));
        for (const auto& column : one.how.hidden) {
            text += section("hidden column " + column.name + " " + column.type, column.purpose);
        }
        text += section("SQL for its contents", one.how.initial().str() + ";");
        for (std::size_t i = 0; i < one.reads.size(); ++i) {
            if (!one.reads[i]) { continue; }
            lower::source_set changed(one.reads.size(), false);
            changed[i] = true;
            text += changes(inputs_[i], one.how, changed);
        }
        if (std::ranges::count(one.reads, true) > 1) { text += changes("all tables", one.how, one.reads); }
        return text;
    }
    /// The changes of some tables: their circuit and their SQL.
    [[nodiscard]] std::string changes(const std::string& which, const lower::plan& how,
                                      const lower::source_set& changed) const {
        return section("changes of " + which, shown(how.draw_delta(changed))) +
               section("SQL for changes of " + which, how.delta(changed).str() + ";");
    }

    const stage::maintenance_plan& plan_;
    bool mermaid_;
    std::vector<std::string> inputs_;
};

stage::relation_name name_of_state(std::size_t number) {
    return {"pgtrickle_state", "state_" + std::to_string(number)};
}

} // namespace

std::string explain(const bind::catalog& tables, const std::string& query, bool mermaid) {
    parse::check_allowed(query); // what it warns of is refused below
    auto const bound = bind::bind_query(query, tables);
    auto const plan = stage::make_maintenance_plan(bound, tables, {{"public", "stream_table"}, name_of_state},
                                                   stage::choose_cuts);
    return explained_plan(plan, bound.sources, mermaid).text();
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
