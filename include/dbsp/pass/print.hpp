/// `print_text`, `print_dot`, `print_mermaid`: circuits for people.
#pragma once

#include <dbsp/pass/graph.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dbsp {

namespace detail {

/// The text between an operator's name and its label.
inline std::string described(const circuit_graph::vertex& v, std::string_view separator) {
    return v.label.empty() ? v.name : v.name + std::string(separator) + v.label;
}

/// The same with its note behind that.
inline std::string described_with_note(const circuit_graph::vertex& v) {
    return described(v, "\n") + (v.note.empty() ? "" : "\n" + v.note);
}

/// `text` with each character that `replace` has an answer for replaced.
template <class Replace> std::string escaped(std::string_view text, Replace&& replace) {
    std::string result;
    for (char const c : text) {
        if (std::string_view const other = replace(c); other.empty()) {
            result += c;
        } else {
            result += other;
        }
    }
    return result;
}

inline std::string one_line(std::string_view text) {
    return escaped(text, [](char c) -> std::string_view { return c == '\n' || c == '\r' ? " " : ""; });
}
/// Inside a quoted string of Graphviz.
inline std::string dot_escaped(std::string_view text) {
    return escaped(text, [](char c) -> std::string_view {
        switch (c) {
        case '"': return "\\\"";
        case '\\': return "\\\\";
        case '\n': return "\\n";
        case '\r': return " ";
        default: return "";
        }
    });
}
/// Inside a quoted string of Mermaid, which reads HTML and Markdown there.
inline std::string mermaid_escaped(std::string_view text) {
    static const std::map<char, std::string_view> codes{
        {'"', "#quot;"}, {'#', "#35;"}, {'&', "#amp;"}, {'<', "#lt;"},  {'>', "#gt;"},   {'`', "#96;"},
        {'|', "#124;"},  {'[', "#91;"}, {']', "#93;"},  {'{', "#123;"}, {'}', "#125;"},  {'(', "#40;"},
        {')', "#41;"},   {'*', "#42;"}, {'_', "#95;"},  {'\\', "#92;"}, {'\n', "<br/>"}, {'\r', " "}};
    return escaped(text, [](char c) -> std::string_view {
        auto const code = codes.find(c);
        return code == codes.end() ? "" : code->second;
    });
}

/// How a class of operators is drawn: a Graphviz shape, and what Mermaid puts around a node's text.
struct drawing {
    std::string_view dot;
    std::string_view open;
    std::string_view close;
};
inline drawing drawing_of(std::string_view algebra) {
    if (algebra == leaf::name) { return {"ellipse", "([", "])"}; }
    if (algebra == bilinear::name) { return {"hexagon", "{{", "}}"}; }
    if (algebra == pointwise::name || algebra == groupwise::name) { return {"trapezium", "[/", "\\]"}; }
    if (algebra == composite::name) { return {"component", "[[", "]]"}; }
    if (algebra == time_invariant::name) { return {"parallelogram", "[/", "/]"}; }
    if (algebra == recursive::name) { return {"doublecircle", "(((", ")))"}; }
    return {"box", "[", "]"};
}

/// The indented tree, from the output down.
class text_printer {
  public:
    explicit text_printer(const circuit_graph& graph) : graph_(&graph), uses_(graph.vertices.size()) {
        for (const auto& v : graph.vertices) {
            for (auto const input : v.inputs) { ++uses_[input]; }
            // NOLINTNEXTLINE(bugprone-unchecked-optional-access): it is checked on this very line
            if (v.body) { ++uses_[v.body->output]; }
        }
        ++uses_[graph.output];
    }
    std::string print() {
        line(graph_->output, 0);
        return std::move(text_);
    }

  private:
    void line(std::size_t id, std::size_t depth) {
        auto const& v = graph_->vertices[id];
        text_.append(2 * depth, ' ');
        if (uses_[id] > 1 && v.algebra != leaf::name) {
            auto const [number, first] = numbers_.try_emplace(id, numbers_.size() + 1);
            text_ += "#" + std::to_string(number->second) + (first ? " " : "");
            if (!first) {
                text_ += '\n';
                return;
            }
        }
        text_ += one_line(described(v, ": ")) + "  [" + v.algebra + "]" +
                 (v.note.empty() ? "" : "  " + one_line(v.note)) + "\n";
        for (auto const input : v.inputs) { line(input, depth + 1); }
        if (v.body) {
            text_.append(2 * (depth + 1), ' ') += "body\n";
            line(v.body->output, depth + 2);
        }
    }

    const circuit_graph* graph_;
    std::vector<std::size_t> uses_;
    std::map<std::size_t, std::size_t> numbers_;
    std::string text_;
};

/// What Graphviz and Mermaid have in common: vertices, those of a body in a frame of their own, then edges.
class picture {
  public:
    struct edge {
        std::size_t from;
        std::size_t to;
        std::string label;
        bool feedback = false; ///< drawn dashed: into and out of a body
    };
    /// The lines of one notation.
    struct notation {
        std::string head;
        std::function<std::string(const circuit_graph::vertex&)> vertex;
        std::function<std::string(std::size_t scope)> open_body;
        std::string close_body;
        std::function<std::string(const edge&)> edge;
        std::string tail;
    };

    picture(const circuit_graph& graph, const notation& lines) : graph_(&graph), lines_(&lines) {}

    std::string draw() {
        text_ = lines_->head;
        draw_scope(0, 1);
        for (const auto& v : graph_->vertices) { draw_edges(v); }
        return text_ + lines_->tail;
    }

  private:
    void draw_scope(std::size_t scope, std::size_t depth) {
        for (const auto& v : graph_->vertices) {
            if (v.scope != scope) { continue; }
            if (v.body) {
                line(depth, lines_->open_body(v.body->scope));
                draw_scope(v.body->scope, depth + 1);
                line(depth, lines_->close_body);
            }
            line(depth, lines_->vertex(v));
        }
    }
    void draw_edges(const circuit_graph::vertex& v) {
        for (std::size_t i = 0; i < v.inputs.size(); ++i) {
            edge const drawn{v.inputs[i], v.id, v.inputs.size() > 1 ? std::to_string(i + 1) : std::string()};
            line(1, lines_->edge(drawn));
        }
        if (!v.body) { return; }
        line(1, lines_->edge({v.body->output, v.id, "limit", true}));
        for (const auto& inner : graph_->vertices) {
            if (inner.scope == v.body->scope && inner.name == std::string_view("variable")) {
                line(1, lines_->edge({v.body->output, inner.id, "next", true}));
            }
        }
    }
    void line(std::size_t depth, const std::string& what) { text_.append(2 * depth, ' ') += what + '\n'; }

    const circuit_graph* graph_;
    const notation* lines_;
    std::string text_;
};

inline std::string vertex_name(std::size_t id) { return "n" + std::to_string(id); }

} // namespace detail

/// An indented tree, the inputs of an operator below it, each line with the operator's algebraic class.  A part that is used
/// several times has a number and is printed where it occurs first; the body of a fixpoint is printed below its inputs.
[[nodiscard]] inline std::string print_text(const circuit_graph& graph) {
    return detail::text_printer(graph).print();
}

/// The graph for Graphviz.  Shapes tell the algebraic class; a body is a cluster.
[[nodiscard]] inline std::string print_dot(const circuit_graph& graph) {
    using detail::vertex_name;
    detail::picture::notation const dot{
        .head = "digraph circuit {\n  rankdir=BT;\n",
        .vertex =
            [](const circuit_graph::vertex& v) {
                return vertex_name(v.id) + " [label=\"" +
                       detail::dot_escaped(detail::described_with_note(v)) +
                       "\", shape=" + std::string(detail::drawing_of(v.algebra).dot) + ", tooltip=\"" +
                       v.algebra + "\"];";
            },
        .open_body =
            [](std::size_t scope) {
                return "subgraph cluster_" + std::to_string(scope) + " { label=\"body\";";
            },
        .close_body = "}",
        .edge =
            [](const detail::picture::edge& e) {
                auto const style = e.feedback ? std::string(", style=dashed") : std::string();
                return vertex_name(e.from) + " -> " + vertex_name(e.to) + " [label=\"" + e.label + "\"" +
                       style + "];";
            },
        .tail = "}\n"};
    return detail::picture(graph, dot).draw();
}

/// The graph for Mermaid.  Shapes tell the algebraic class; a body is a subgraph.
[[nodiscard]] inline std::string print_mermaid(const circuit_graph& graph) {
    using detail::vertex_name;
    detail::picture::notation const mermaid{
        .head = "flowchart BT\n",
        .vertex =
            [](const circuit_graph::vertex& v) {
                auto const shape = detail::drawing_of(v.algebra);
                return vertex_name(v.id) + std::string(shape.open) + '"' +
                       detail::mermaid_escaped(detail::described_with_note(v)) + '"' +
                       std::string(shape.close);
            },
        .open_body =
            [](std::size_t scope) { return "subgraph body" + std::to_string(scope) + " [\"body\"]"; },
        .close_body = "end",
        .edge =
            [](const detail::picture::edge& e) {
                auto const arrow = std::string(e.feedback ? " -.->" : " -->");
                return vertex_name(e.from) + arrow + (e.label.empty() ? " " : "|" + e.label + "| ") +
                       vertex_name(e.to);
            },
        .tail = ""};
    return detail::picture(graph, mermaid).draw();
}

template <any_circuit C> [[nodiscard]] std::string print_text(const C& c) { return print_text(graph_of(c)); }
template <any_circuit C> [[nodiscard]] std::string print_dot(const C& c) { return print_dot(graph_of(c)); }
template <any_circuit C> [[nodiscard]] std::string print_mermaid(const C& c) {
    return print_mermaid(graph_of(c));
}

} // namespace dbsp
