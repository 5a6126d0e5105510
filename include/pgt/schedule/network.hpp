/// `network`: stream tables as planning sees them: definitions, dependencies, cadences and groups.
#pragma once

#include <pgt/schedule/diamond.hpp>
#include <pgt/schedule/graph.hpp>

#include <cstddef>
#include <variant>
#include <vector>

namespace pgt::schedule {

/// How often a table is refreshed: after a time, or when its cron says so.
using cadence = std::variant<span, cron>;

class network {
  public:
    network() : network({}, span(0)) {}
    /// `by_default`: the cadence of calculated tables without readers.
    network(std::vector<definition> definitions, span by_default);

    [[nodiscard]] std::size_t size() const { return definitions_.size(); }
    [[nodiscard]] const definition& operator[](std::size_t table) const { return definitions_[table]; }
    [[nodiscard]] const cadence& when(std::size_t table) const { return cadences_[table]; }
    [[nodiscard]] const graph& tables() const { return tables_; }
    /// All tables, each group after those that it reads.
    [[nodiscard]] const std::vector<group>& groups() const { return groups_; }
    /// The groups that a group reads, which stand before it.
    [[nodiscard]] const std::vector<std::size_t>& group_inputs(std::size_t of) const {
        return group_inputs_[of];
    }

  private:
    std::vector<definition> definitions_;
    graph tables_;
    std::vector<cadence> cadences_;
    std::vector<group> groups_;
    std::vector<std::vector<std::size_t>> group_inputs_;
};

} // namespace pgt::schedule
