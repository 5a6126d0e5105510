/// Diamonds: stream tables on several paths from one table to another.
#pragma once

#include <pgt/schedule/graph.hpp>

#include <span>
#include <vector>

namespace pgt::schedule {

class reachability;

/// Stream tables that are refreshed together, each after those that it reads.
using group = std::vector<graph::node>;

/// Whether a diamond ends at a table: two of its inputs have a common ancestor.
[[nodiscard]] bool is_meeting(graph::node one, const graph& tables, const reachability& known);

/// The tables of `tables` in groups, each group after those that it reads; most are groups of one. Those of a diamond
/// are one group, if `definitions` say so of the table where it ends; diamonds that share a table, or depend on each other, are
/// one. So are the tables of a cycle, and those that have the same `refresh_group`.
[[nodiscard]] std::vector<group> grouped(const graph& tables, std::span<const definition> definitions);

} // namespace pgt::schedule
