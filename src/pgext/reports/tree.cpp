#include "reports/tree.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pgt::ext {
namespace {

/// A relation that is no view, and the views that lead to it.
struct branch {
    std::size_t to;
    std::string through; ///< empty: read directly
};

class drawing {
  public:
    explicit drawing(const relation_graph& graph) : graph_(graph), drawn_(graph.size()) {}

    void add(std::size_t node) { add({.to = node, .through = ""}, "", "", 0); }

    /// The stream tables that no root leads to, which read each other.
    void add_cycles() {
        for (std::size_t i = 0; i < graph_.size(); ++i) {
            if (graph_[i].kind == relation_kind::stream_table && !drawn_[i]) { add(i); }
        }
    }

    [[nodiscard]] std::vector<tree_line> lines() && { return std::move(lines_); }

  private:
    /// `own` stands before the name, `below` before the lines of what it reads.
    void add(const branch& one, const std::string& own, const std::string& below, int depth) {
        const std::vector<branch> reads = branches_of(one.to);
        const bool is_repeated = drawn_[one.to] && !reads.empty();
        std::string text = own + graph_[one.to].name;
        if (graph_[one.to].kind == relation_kind::table) { text += " [src]"; }
        if (!one.through.empty()) { text += " (through " + one.through + ")"; }
        if (is_repeated) { text += " (see above)"; }
        lines_.push_back({.text = std::move(text), .node = one.to, .depth = depth});
        drawn_[one.to] = true; // before what it reads, which may read it
        if (is_repeated) { return; }
        for (const branch& next : reads) {
            const bool is_last = &next == &reads.back();
            add(next, below + (is_last ? "└── " : "├── "), below + (is_last ? "    " : "│   "), depth + 1);
        }
    }

    /// Each relation once, by the shortest way; in the order of their names.
    [[nodiscard]] std::vector<branch> branches_of(std::size_t reader) const {
        std::vector<branch> found;
        std::vector<branch> level{{.to = reader, .through = ""}};
        std::vector<bool> seen(graph_.size());
        while (!level.empty()) {
            std::vector<branch> next;
            for (const branch& from : level) { look_at(from, seen, found, next); }
            level = std::move(next);
        }
        std::ranges::sort(found, {}, [this](const branch& one) { return graph_[one.to].name; });
        return found;
    }

    void look_at(const branch& from, std::vector<bool>& seen, std::vector<branch>& found,
                 std::vector<branch>& views) const {
        for (const std::size_t read : graph_[from.to].reads) {
            if (seen[read]) { continue; }
            seen[read] = true;
            if (graph_[read].kind == relation_kind::view) {
                const std::string way = from.through.empty() ? "" : from.through + ", ";
                views.push_back({.to = read, .through = way + graph_[read].name});
            } else {
                found.push_back({.to = read, .through = from.through});
            }
        }
    }

    const relation_graph& graph_;
    std::vector<bool> drawn_;
    std::vector<tree_line> lines_;
};

/// The stream tables that no other reads, in the order of their names.
std::vector<std::size_t> roots_of(const relation_graph& graph) {
    std::vector<bool> is_read(graph.size());
    for (const drawn_relation& one : graph) {
        for (const std::size_t read : one.reads) { is_read[read] = true; }
    }
    std::vector<std::size_t> roots;
    for (std::size_t i = 0; i < graph.size(); ++i) {
        if (graph[i].kind == relation_kind::stream_table && !is_read[i]) { roots.push_back(i); }
    }
    std::ranges::sort(roots, {}, [&graph](std::size_t one) { return graph[one].name; });
    return roots;
}

} // namespace

std::vector<tree_line> draw_tree(const relation_graph& graph, std::optional<std::size_t> root) {
    drawing all(graph);
    for (const std::size_t one : root ? std::vector{*root} : roots_of(graph)) { all.add(one); }
    if (!root) { all.add_cycles(); }
    return std::move(all).lines();
}

} // namespace pgt::ext
