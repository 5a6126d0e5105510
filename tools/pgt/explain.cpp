#include "explain.hpp"

#include <pgt/bind/bind.hpp>
#include <pgt/lower/make_plan.hpp>

#include <algorithm>

namespace pgt::tool {

namespace {

std::string section(const std::string& title, const std::string& text) {
    return "-- " + title + "\n" + text + (text.ends_with('\n') ? "\n" : "\n\n");
}

/// The changes of some tables: their circuit and their SQL.
std::string changes(const std::string& which, const lower::plan& plan, const lower::source_set& changed,
                    bool mermaid) {
    auto const drawn = plan.draw_delta(changed);
    return section("changes of " + which, mermaid ? drawn.mermaid : drawn.text) +
           section("SQL for changes of " + which, plan.delta(changed).str() + ";");
}

} // namespace

std::string explain(const bind::catalog& tables, const std::string& query, bool mermaid) {
    parse::check_allowed(query); // what it warns of is refused below
    auto const bound = bind::bind_query(query, tables);
    auto const sources = bound.sources;
    auto const plan = lower::make_plan(bound, tables, sql::qname{"public", "stream_table"});

    auto const drawn = plan.draw();
    auto text = section("the query", mermaid ? drawn.mermaid : drawn.text);
    for (const auto& column : plan.hidden) {
        text += section("hidden column " + column.name + " " + column.type, column.purpose);
    }
    text += section("SQL for its contents", plan.initial().str() + ";");
    for (std::size_t i = 0; i < sources.size(); ++i) {
        lower::source_set changed(sources.size(), false);
        changed[i] = true;
        text += changes(sources[i].relation.schema + "." + sources[i].relation.name, plan, changed, mermaid);
    }
    if (sources.size() > 1) {
        text += changes("all tables", plan, lower::source_set(sources.size(), true), mermaid);
    }
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
