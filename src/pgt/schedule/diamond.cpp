#include <pgt/schedule/diamond.hpp>

#include "schedule/diamonds.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace pgt::schedule {

bool is_meeting(graph::node one, const graph& tables, const reachability& known) {
    const auto& inputs = tables.inputs(one);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        for (std::size_t j = i + 1; j < inputs.size(); ++j) {
            if (!(known.above(inputs[i]) & known.above(inputs[j])).empty()) { return true; }
        }
    }
    return false;
}

namespace {

/// Puts groups after those that they read.
class group_order {
  public:
    group_order(std::span<const node_set> diamonds, const graph& tables)
        : tables_(tables), number_(tables.size(), no_group) {
        for (const graph::node one : tables.order()) {
            if (!tables.is_table(one)) { continue; }
            const auto diamond =
                std::ranges::find_if(diamonds, [=](const node_set& set) { return set.has(one); });
            number_[one] = number_of(static_cast<std::size_t>(diamond - diamonds.begin()), diamonds.size());
            groups_[number_[one]].push_back(one);
        }
    }

    [[nodiscard]] std::vector<group> sorted() {
        placed_.resize(groups_.size());
        for (std::size_t i = 0; i < groups_.size(); ++i) { place(i); }
        return std::move(result_);
    }

  private:
    static constexpr std::size_t no_group = static_cast<std::size_t>(-1);

    /// Diamonds have numbers as soon as one of their tables was seen.
    std::size_t number_of(std::size_t diamond, std::size_t diamonds) {
        of_diamond_.resize(diamonds, no_group);
        if (diamond < diamonds && of_diamond_[diamond] != no_group) { return of_diamond_[diamond]; }
        groups_.emplace_back();
        if (diamond < diamonds) { of_diamond_[diamond] = groups_.size() - 1; }
        return groups_.size() - 1;
    }

    void place(std::size_t which) {
        if (placed_[which]) { return; }
        placed_[which] = true;
        for (const graph::node member : groups_[which]) {
            for (const graph::node input : tables_.inputs(member)) {
                if (tables_.is_table(input)) { place(number_[input]); }
            }
        }
        result_.push_back(std::move(groups_[which]));
    }

    const graph& tables_;
    std::vector<std::size_t> number_; ///< of the group of each table
    std::vector<std::size_t> of_diamond_;
    std::vector<group> groups_;
    std::vector<bool> placed_;
    std::vector<group> result_;
};

/// The tables of each refresh group, by its number.
std::map<int, group> refresh_groups(std::span<const definition> definitions) {
    std::map<int, group> all;
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        if (definitions[i].refresh_group != 0) { all[definitions[i].refresh_group].push_back(i); }
    }
    return all;
}

} // namespace

std::vector<group> grouped(const graph& tables, std::span<const definition> definitions) {
    const reachability known(tables);
    diamonds found(tables, known);
    for (const graph::node one : tables.order()) {
        if (tables.is_table(one) && definitions[one].is_atomic && is_meeting(one, tables, known)) {
            found.add_ending_at(one);
        }
    }
    for (const std::vector<graph::node>& cycle : tables.cycles()) { found.add_together(cycle); }
    for (const auto& [number, members] : refresh_groups(definitions)) { found.add_together(members); }
    found.join_cycles();
    return group_order(found.sets(), tables).sorted();
}

} // namespace pgt::schedule
