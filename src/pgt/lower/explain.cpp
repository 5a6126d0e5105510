#include <pgt/lower/explain.hpp>

#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/pass/graph.hpp>
#include <dbsp/pass/print.hpp>

#include <string>
#include <typeinfo>
#include <utility>

namespace pgt::lower {

namespace {
const char* name_of(cost c) {
    switch (c) {
    case cost::delta: return "O(delta)";
    case cost::group: return "O(group)";
    default: return "full";
    }
}

/// What stands behind the name of a source.
const char* suffix_of(version of) {
    switch (of) {
    case version::before: return " before";
    case version::change: return " change";
    default: return "";
    }
}

/// Sources by the names of their tables.
void name_sources(dbsp::circuit_graph& graph, const bind::query& query) {
    for (auto& v : graph.vertices) {
        if (v.name != "source" || v.label == bind::unit_source) { continue; }
        auto const read = leaf_spelled(v.label);
        if (auto const index = source_index(query, read.name)) {
            auto const& relation = query.sources[*index].relation;
            auto const* const by_clock = query.sources[*index].by_clock ? " by the clock" : "";
            v.label = relation.schema + "." + relation.name + by_clock + suffix_of(read.of);
        }
    }
}
circuit_drawing drawn(const dbsp::circuit_graph& graph) {
    return {dbsp::print_text(graph), dbsp::print_mermaid(graph)};
}
} // namespace

circuit_drawing draw_query(const bind::query& query, const circuit& c, const top_upkeep& top) {
    auto graph = dbsp::graph_of(c);
    bool stored = top.is_stored;
    auto of_windows = top.of_windows;
    for (auto v = graph.vertices.rbegin(); v != graph.vertices.rend(); ++v) {
        if (v->algebra == dbsp::leaf::name) { continue; }
        auto own = operator_called(v->name).upkeep;
        if (stored && own != cost::delta) {
            own = cost::delta;
            stored = false;
        }
        auto const& type = *operator_called(v->name).type;
        bool const are_windows =
            !of_windows.empty() && (type == typeid(window_operator) || type == typeid(limit_operator));
        v->label += std::string(v->label.empty() ? "" : ", ") +
                    (are_windows ? std::exchange(of_windows, {}) : name_of(own));
    }
    name_sources(graph, query);
    return drawn(graph);
}

circuit_drawing draw_changes(const bind::query& query, const circuit& c) {
    auto graph = dbsp::graph_of(c);
    name_sources(graph, query);
    return drawn(graph);
}

} // namespace pgt::lower
