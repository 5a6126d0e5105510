/// `network`: stream tables as planning sees them, with all that follows from their definitions.
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

/// A table that nobody is told of changes of is computed to know; never without end.
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

} // namespace detail

class network {
  public:
    network() : network({}, span(0)) {}
    /// `by_default`: the cadence of calculated tables that nobody reads.
    network(std::vector<definition> definitions, span by_default)
        : definitions_(std::move(definitions)),
          tables_(definitions_),
          cadences_(detail::cadences(tables_, definitions_, by_default)),
          groups_(grouped(tables_, definitions_)) {}

    [[nodiscard]] std::size_t size() const { return definitions_.size(); }
    [[nodiscard]] const definition& operator[](std::size_t table) const { return definitions_[table]; }
    [[nodiscard]] const cadence& when(std::size_t table) const { return cadences_[table]; }
    [[nodiscard]] const graph& tables() const { return tables_; }
    /// All tables, each group after those that it reads.
    [[nodiscard]] const std::vector<group>& groups() const { return groups_; }

  private:
    std::vector<definition> definitions_;
    graph tables_;
    std::vector<cadence> cadences_;
    std::vector<group> groups_;
};

} // namespace pgt::schedule
