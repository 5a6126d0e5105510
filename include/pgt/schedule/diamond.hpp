/// Diamonds: stream tables on several ways from one table to another.
#pragma once

#include <pgt/schedule/reach.hpp>

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

namespace pgt::schedule {

/// Stream tables that are refreshed together, each after those that it reads.
using group = std::vector<graph::node>;

namespace detail {

/// The tables of diamonds that end at `meeting`: those on the ways from where two of its inputs parted.
inline void add_diamonds(node_set& members, graph::node meeting, const graph& tables, const reach& known) {
    const auto& inputs = tables.inputs(meeting);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        for (std::size_t j = i + 1; j < inputs.size(); ++j) {
            const node_set shared = known.above(inputs[i]) & known.above(inputs[j]);
            if (shared.empty()) { continue; }
            const node_set ways = known.above(inputs[i]) | known.above(inputs[j]);
            for (const graph::node source : tables.order()) {
                const auto goes_on = [&](graph::node reader) { return shared.has(reader); };
                if (!shared.has(source) || std::ranges::any_of(tables.readers(source), goes_on)) { continue; }
                // The last that both have in common.
                for (const graph::node one : tables.order()) {
                    const bool between = known.below(source).has(one) && ways.has(one);
                    if ((between && one != source && tables.is_table(one)) || one == meeting) {
                        members.add(one);
                    }
                }
            }
        }
    }
}

/// Adds what lies between members, so that nothing outside has to be refreshed in between.
inline node_set closed(const node_set& members, const graph& tables, const reach& known) {
    node_set above(tables.size());
    node_set below(tables.size());
    for (const graph::node one : tables.order()) {
        if (!members.has(one)) { continue; }
        above |= known.above(one);
        below |= known.below(one);
    }
    return above & below;
}

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

} // namespace detail

/// The tables of `tables` in groups, each group after those that it reads; most are groups of one. Those of a diamond
/// are one group, if `definitions` say so of the table where it ends; diamonds that share a table are one.
[[nodiscard]] inline std::vector<group> grouped(const graph& tables,
                                                std::span<const definition> definitions) {
    const reach known(tables);
    std::vector<node_set> diamonds;
    const auto merge = [&](node_set members) {
        for (bool grew = true; grew;) {
            grew = std::erase_if(diamonds, [&](const node_set& other) {
                       if ((other & members).empty()) { return false; }
                       members |= other;
                       return true;
                   }) > 0;
            members = detail::closed(members, tables, known);
        }
        diamonds.push_back(std::move(members));
    };
    for (const graph::node one : tables.order()) {
        if (!tables.is_table(one) || !definitions[one].is_atomic) { continue; }
        node_set members(tables.size());
        detail::add_diamonds(members, one, tables, known);
        if (!members.empty()) { merge(std::move(members)); }
    }
    return detail::group_order(diamonds, tables).sorted();
}

} // namespace pgt::schedule
