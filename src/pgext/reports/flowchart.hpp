/// Flow charts of what stream tables read, for programs that draw them.
#pragma once

#include "reports/relation_graph.hpp"

#include <string>

namespace pgt::ext {

/// A Mermaid flow chart. Stream tables are blue, those that the extension made for itself green, those that do not refresh
/// because they failed or were suspended red; tables are grey, views dashed. Names may hold anything.
[[nodiscard]] std::string draw_mermaid(const relation_graph& graph);

/// The same for Graphviz.
[[nodiscard]] std::string draw_dot(const relation_graph& graph);

} // namespace pgt::ext
