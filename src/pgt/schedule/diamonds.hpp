/// `diamonds`: sets of tables that are refreshed as one.
#pragma once

#include <pgt/schedule/diamond.hpp>
#include <pgt/schedule/reachability.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace pgt::schedule {

/// The diamonds of a graph.
class diamonds {
  public:
    diamonds(const graph& tables, const reachability& known) : tables_(tables), known_(known) {}

    /// Adds all diamonds that end at `meeting`: the tables on the paths from the last common ancestors of two of its inputs. Diamonds
    /// that share a table with them become one with them.
    void add_ending_at(graph::node meeting);
    /// Adds tables that are refreshed as one for another reason: those of a cycle, or of a group.
    void add_together(std::span<const graph::node> members);
    /// Joins diamonds that depend on each other, so that they can be ordered.
    void join_cycles();

    [[nodiscard]] const std::vector<node_set>& sets() const { return sets_; }

  private:
    /// Members between `source` and `meeting` on the way through `paths`.
    void add_between(node_set& members, graph::node source, graph::node meeting, const node_set& paths) const;
    [[nodiscard]] bool is_last(graph::node source, const node_set& shared) const;
    void add(node_set members);
    [[nodiscard]] node_set ancestors(const node_set& of) const;
    [[nodiscard]] node_set descendants(const node_set& of) const;
    /// With all that lies on a path between members, so that no other table has to be refreshed between two of them.
    [[nodiscard]] node_set closed(const node_set& members) const;
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> mutually_dependent() const;
    /// All that has to be refreshed before or with a diamond: of a diamond that it reads a table of, all tables.
    [[nodiscard]] node_set dependencies(const node_set& of) const;

    const graph& tables_;
    const reachability& known_;
    std::vector<node_set> sets_;
};

} // namespace pgt::schedule
