#include "reports/flowchart.hpp"

#include <array>
#include <cstddef>
#include <format>
#include <string_view>

namespace pgt::ext {
namespace {

/// How a kind of relation looks.
struct look {
    std::string_view name;
    std::string_view fill;
    std::string_view line;
};

constexpr look user_table{"user", "#cfe2ff", "#0d6efd"};
constexpr look own_table{"own", "#d1e7dd", "#198754"};
constexpr look stopped{"stopped", "#f8d7da", "#dc3545"};
constexpr look plain_table{"source", "#e9ecef", "#6c757d"};
constexpr look plain_view{"view", "#ffffff", "#6c757d"};
constexpr std::array looks{user_table, own_table, stopped, plain_table, plain_view};

const look& look_of(const drawn_relation& one) {
    switch (one.kind) {
    case relation_kind::table: return plain_table;
    case relation_kind::view: return plain_view;
    case relation_kind::stream_table: break;
    }
    if (one.status == "SUSPENDED" || one.status == "ERROR") { return stopped; }
    return one.is_own ? own_table : user_table;
}

/// Replaces characters by what `of` says, where it says something.
template <class Replacement> std::string replaced(std::string_view text, Replacement of) {
    std::string result;
    for (const char c : text) {
        const std::string_view instead = of(c);
        if (instead.empty()) {
            result += c;
        } else {
            result += instead;
        }
    }
    return result;
}

/// For a label between double quotes. Mermaid reads #...; as an entity there, and what looks like HTML as that.
std::string mermaid_text(std::string_view name) {
    return replaced(name, [](char c) -> std::string_view {
        switch (c) {
        case '#': return "#35;";
        case '"': return "#quot;";
        case '&': return "#amp;";
        case '<': return "#lt;";
        case '>': return "#gt;";
        case '`': return "#96;";
        case '\\': return "#92;";
        case '\n': return "#8629;";
        default: return {};
        }
    });
}

std::string dot_text(std::string_view name) {
    return replaced(name, [](char c) -> std::string_view {
        switch (c) {
        case '"': return "\\\"";
        case '\\': return "\\\\";
        case '\n': return "\\n";
        default: return {};
        }
    });
}

/// Below the name; empty for what is no stream table.
std::string caption(const drawn_relation& one) {
    return one.kind == relation_kind::stream_table ? std::format("{}, {}", one.mode, one.status) : "";
}

std::string mermaid_node(std::size_t number, const drawn_relation& one) {
    const std::string below = caption(one);
    const std::string label = mermaid_text(one.name) + (below.empty() ? "" : "<br/>" + below);
    const std::string_view open = one.kind == relation_kind::table ? "[(" : "[";
    const std::string_view close = one.kind == relation_kind::table ? ")]" : "]";
    return std::format("    n{}{}\"{}\"{}:::{}\n", number, open, label, close, look_of(one).name);
}

std::string dot_node(std::size_t number, const drawn_relation& one) {
    const std::string below = caption(one);
    const look& as = look_of(one);
    return std::format(
        "    n{} [label=\"{}{}\", shape={}, style=\"filled{}\", fillcolor=\"{}\", color=\"{}\"];\n", number,
        dot_text(one.name), below.empty() ? "" : "\\n" + below,
        one.kind == relation_kind::table ? "cylinder" : "box",
        one.kind == relation_kind::view ? ",dashed" : "", as.fill, as.line);
}

/// A line for each edge, from what is read to who reads it.
std::string edges(const relation_graph& graph, std::string_view arrow, std::string_view end) {
    std::string text;
    for (std::size_t reader = 0; reader < graph.size(); ++reader) {
        for (const std::size_t read : graph[reader].reads) {
            text += std::format("    n{} {} n{}{}\n", read, arrow, reader, end);
        }
    }
    return text;
}

} // namespace

std::string draw_mermaid(const relation_graph& graph) {
    std::string text = "flowchart TB\n";
    for (std::size_t i = 0; i < graph.size(); ++i) { text += mermaid_node(i, graph[i]); }
    text += edges(graph, "-->", "");
    for (const look& one : looks) {
        text += std::format("    classDef {} fill:{},stroke:{},color:#000{}\n", one.name, one.fill, one.line,
                            one.name == plain_view.name ? ",stroke-dasharray:4" : "");
    }
    return text;
}

std::string draw_dot(const relation_graph& graph) {
    std::string text = "digraph stream_tables {\n    rankdir=TB;\n";
    for (std::size_t i = 0; i < graph.size(); ++i) { text += dot_node(i, graph[i]); }
    return text + edges(graph, "->", ";") + "}\n";
}

} // namespace pgt::ext
