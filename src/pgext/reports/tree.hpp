/// `draw_tree`: what stream tables read, as an indented list.
#pragma once

#include "reports/relation_graph.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// A line of the drawing.
struct tree_line {
    std::string text;
    std::size_t node = 0;
    int depth = 0;
};

/// Below each stream table stands what it reads: other stream tables, and at the ends tables, marked `[src]`. Views are passed
/// through and named beside what they lead to. What a stream table reads is drawn where it appears first; later it says so.
///
/// Begins with `root`; without one with all stream tables that no other reads.
[[nodiscard]] std::vector<tree_line> draw_tree(const relation_graph& graph, std::optional<std::size_t> root);

} // namespace pgt::ext
