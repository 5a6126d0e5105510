#include <pgt/schedule/network.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <ranges>
#include <span>
#include <utility>

namespace pgt::schedule {
namespace {

/// The shortest interval of tables without change capture: they have to be recomputed to find out whether they changed.
constexpr span shortest_without_capture = std::chrono::seconds(1);

/// The cadence of each table. A calculated one is the shortest time of those that read it, which leaves out crons; where
/// there is none, `by_default`.
std::vector<cadence> cadences(const graph& tables, std::span<const definition> definitions, span by_default) {
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
        if (auto* const time = std::get_if<span>(&all[one]); time != nullptr) {
            *time *= definitions[one].stretch;
            if (!definitions[one].has_capture) { *time = std::max(*time, shortest_without_capture); }
        }
    }
    return all;
}

/// Of each group the groups that it reads.
std::vector<std::vector<std::size_t>> inputs_of(const std::vector<group>& groups, const graph& tables) {
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

} // namespace

network::network(std::vector<definition> definitions, span by_default)
    : definitions_(std::move(definitions)),
      tables_(definitions_),
      cadences_(cadences(tables_, definitions_, by_default)),
      groups_(grouped(tables_, definitions_)),
      group_inputs_(inputs_of(groups_, tables_)) {}

} // namespace pgt::schedule
