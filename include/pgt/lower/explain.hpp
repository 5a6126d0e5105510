/// What a plan shows of itself: the circuit of the query, the circuit of its changes, and what each operator costs.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/drawn_circuit.hpp>

#include <dbsp/pass/graph.hpp>
#include <dbsp/pass/print.hpp>

#include <string>
#include <vector>

namespace pgt::lower {

/// How the upkeep of an operator grows: with the change; with the groups that the change touches; with the whole input.
enum class cost : std::uint8_t { delta, group, full };

[[nodiscard]] inline const char* name_of(cost c) {
    switch (c) {
    case cost::delta: return "O(delta)";
    case cost::group: return "O(group)";
    default: return "full";
    }
}

namespace detail {
/// What upkeep by an operator costs where nothing is stored for it.
inline cost cost_of(const dbsp::circuit_graph::vertex& v) {
    if (v.algebra == dbsp::recursive::name ||
        v.name == std::string_view(dbsp::op::product<pair_condition, pairing>::name)) {
        return cost::full;
    }
    bool const looks_at_groups = v.algebra == dbsp::groupwise::name || v.algebra == dbsp::pointwise::name;
    bool const is_set_operation = v.algebra == dbsp::composite::name && v.label.empty();
    return looks_at_groups || is_set_operation ? cost::group : cost::delta;
}

/// Sources by the names of their tables.
inline void name_sources(dbsp::circuit_graph& graph, const bind::query& query) {
    for (auto& v : graph.vertices) {
        if (v.name != "source" || v.label == bind::unit_source) { continue; }
        auto const at = v.label.find('@');
        auto const when = at == std::string::npos ? std::string() : " " + v.label.substr(at + 1);
        for (const auto& s : query.sources) {
            if (s.name == v.label.substr(0, at)) {
                v.label = s.relation.schema + "." + s.relation.name + when;
            }
        }
    }
}
inline drawn_circuit drawn(const dbsp::circuit_graph& graph) {
    return {dbsp::print_text(graph), dbsp::print_mermaid(graph)};
}
} // namespace detail

/// The circuit of a query, each operator with its cost; an operator at the top
/// whose state is the stream table costs what its changes do.
[[nodiscard]] inline drawn_circuit draw_query(const bind::query& query, const circuit& c,
                                              bool top_is_stored) {
    auto graph = dbsp::graph_of(c);
    bool stored = top_is_stored;
    for (auto v = graph.vertices.rbegin(); v != graph.vertices.rend(); ++v) {
        if (v->algebra == dbsp::leaf::name) { continue; }
        auto own = detail::cost_of(*v);
        if (stored && own != cost::delta) {
            own = cost::delta;
            stored = false;
        }
        v->label += std::string(v->label.empty() ? "" : ", ") + name_of(own);
    }
    detail::name_sources(graph, query);
    return detail::drawn(graph);
}

/// A circuit of changes.
[[nodiscard]] inline drawn_circuit draw_changes(const bind::query& query, const circuit& c) {
    auto graph = dbsp::graph_of(c);
    detail::name_sources(graph, query);
    return detail::drawn(graph);
}

} // namespace pgt::lower
