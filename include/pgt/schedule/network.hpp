/// `network`: stream tables as planning sees them: definitions, dependencies, cadences and groups.
#pragma once

#include <pgt/schedule/diamond.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ranges>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::schedule {

/// How often a table is refreshed: after a time, or when its cron says so.
using cadence = std::variant<span, cron>;

namespace detail {

/// The shortest interval of tables without change capture: they have to be recomputed to find out whether they changed.
inline constexpr span shortest_without_capture = std::chrono::seconds(1);

/// The cadence of each table. A calculated one is the shortest time of those that read it, which leaves out crons; where
/// there is none, `by_default`.
inline std::vector<cadence> cadences(const graph& tables, std::span<const definition> definitions,
                                     span by_default) {
    std::vector<cadence> all(definitions.size(), by_default);
    const auto calculate = [&](graph::node one) {
        std::optional<span> shortest;
        for (const graph::node reader : tables.readers(one)) {
            const auto* const time = std::get_if<span>(&all[reader]);
            if (time != nullptr) { shortest = std::min(shortest.value_or(*time), *time); }
        }
        return shortest.value_or(by_default);
    };
    for (const graph::node one : std::views::reverse(tables.order())) {
        if (!tables.is_table(one)) { continue; }
        const auto& when = definitions[one].when.when;
        if (std::holds_alternative<calculated>(when)) { all[one] = calculate(one); }
        if (const auto* const fixed = std::get_if<every>(&when)) { all[one] = span(fixed->time); }
        if (const auto* const repeated = std::get_if<cron>(&when)) { all[one] = *repeated; }
        if (auto* const time = std::get_if<span>(&all[one]);
            time != nullptr && !definitions[one].has_capture) {
            *time = std::max(*time, shortest_without_capture);
        }
    }
    return all;
}

/// Of each group the groups that it reads.
inline std::vector<std::vector<std::size_t>> inputs_of(const std::vector<group>& groups,
                                                       const graph& tables) {
    std::vector<std::size_t> group_of(tables.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (const graph::node table : groups[i]) { group_of[table] = i; }
    }
    std::vector<std::vector<std::size_t>> inputs(groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (const graph::node table : groups[i]) {
            for (const graph::node input : tables.inputs(table)) {
                if (tables.is_table(input) && group_of[input] != i) { inputs[i].push_back(group_of[input]); }
            }
        }
        std::ranges::sort(inputs[i]);
        const auto repeated = std::ranges::unique(inputs[i]);
        inputs[i].erase(repeated.begin(), repeated.end());
    }
    return inputs;
}

} // namespace detail

class network {
  public:
    network() : network({}, span(0)) {}
    /// `by_default`: the cadence of calculated tables without readers.
    network(std::vector<definition> definitions, span by_default)
        : definitions_(std::move(definitions)),
          tables_(definitions_),
          cadences_(detail::cadences(tables_, definitions_, by_default)),
          groups_(grouped(tables_, definitions_)),
          group_inputs_(detail::inputs_of(groups_, tables_)) {}

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
