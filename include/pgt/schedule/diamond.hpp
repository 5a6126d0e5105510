/// Diamonds: stream tables on several paths from one table to another.
#pragma once

#include <pgt/schedule/reachability.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

namespace pgt::schedule {

/// Stream tables that are refreshed together, each after those that it reads.
using group = std::vector<graph::node>;

/// Whether a diamond ends at a table: two of its inputs have a common ancestor.
[[nodiscard]] inline bool is_meeting(graph::node one, const graph& tables, const reachability& known) {
    const auto& inputs = tables.inputs(one);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        for (std::size_t j = i + 1; j < inputs.size(); ++j) {
            if (!(known.above(inputs[i]) & known.above(inputs[j])).empty()) { return true; }
        }
    }
    return false;
}

namespace detail {

/// The tables of diamonds that end at `meeting`: those on the paths from the last common ancestors of two of its inputs.
inline void add_diamonds(node_set& members, graph::node meeting, const graph& tables,
                         const reachability& known) {
    const auto& inputs = tables.inputs(meeting);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        for (std::size_t j = i + 1; j < inputs.size(); ++j) {
            const node_set shared = known.above(inputs[i]) & known.above(inputs[j]);
            if (shared.empty()) { continue; }
            const node_set paths = known.above(inputs[i]) | known.above(inputs[j]);
            for (const graph::node source : tables.order()) {
                const auto goes_on = [&](graph::node reader) { return shared.has(reader); };
                if (!shared.has(source) || std::ranges::any_of(tables.readers(source), goes_on)) { continue; }
                // A last common ancestor.
                for (const graph::node one : tables.order()) {
                    const bool between = known.below(source).has(one) && paths.has(one);
                    if ((between && one != source && tables.is_table(one)) || one == meeting) {
                        members.add(one);
                    }
                }
            }
        }
    }
}

inline node_set ancestors(const node_set& of, const graph& tables, const reachability& known) {
    node_set all(tables.size());
    for (const graph::node one : tables.order()) {
        if (of.has(one)) { all |= known.above(one); }
    }
    return all;
}

inline node_set descendants(const node_set& of, const graph& tables, const reachability& known) {
    node_set all(tables.size());
    for (const graph::node one : tables.order()) {
        if (of.has(one)) { all |= known.below(one); }
    }
    return all;
}

/// Adds all that lies on a path between members, so that no other table has to be refreshed between two of them.
inline node_set closed(const node_set& members, const graph& tables, const reachability& known) {
    return ancestors(members, tables, known) & descendants(members, tables, known);
}

/// The diamonds of a graph: sets of tables that are refreshed as one.
class diamonds {
  public:
    diamonds(const graph& tables, const reachability& known) : tables_(tables), known_(known) {}

    /// Adds a diamond; those that share a table with it become one with it.
    void add(node_set members) {
        for (bool grew = true; grew;) {
            grew = std::erase_if(sets_, [&](const node_set& other) {
                       if ((other & members).empty()) { return false; }
                       members |= other;
                       return true;
                   }) > 0;
            members = closed(members, tables_, known_);
        }
        sets_.push_back(std::move(members));
    }

    /// Joins diamonds that depend on each other, so that they can be ordered.
    void join_cycles() {
        while (const auto pair = mutually_dependent()) {
            node_set both = sets_[pair->first] | sets_[pair->second];
            add(std::move(both));
        }
    }

    [[nodiscard]] const std::vector<node_set>& sets() const { return sets_; }

  private:
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> mutually_dependent() const {
        std::vector<node_set> needed;
        for (const node_set& one : sets_) { needed.push_back(dependencies(one)); }
        for (std::size_t i = 0; i < sets_.size(); ++i) {
            for (std::size_t j = i + 1; j < sets_.size(); ++j) {
                if (!(needed[i] & sets_[j]).empty() && !(needed[j] & sets_[i]).empty()) {
                    return std::pair(i, j);
                }
            }
        }
        return std::nullopt;
    }

    /// All that has to be refreshed before or with a diamond: of a diamond that it reads a table of, all tables.
    [[nodiscard]] node_set dependencies(const node_set& of) const {
        node_set all = ancestors(of, tables_, known_);
        for (bool grew = true; grew;) {
            node_set more = all;
            for (const node_set& other : sets_) {
                if (!(all & other).empty()) { more |= ancestors(other, tables_, known_); }
            }
            grew = more != all;
            all = std::move(more);
        }
        return all;
    }

    const graph& tables_;
    const reachability& known_;
    std::vector<node_set> sets_;
};

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
/// are one group, if `definitions` say so of the table where it ends; diamonds that share a table, or depend on each other, are
/// one.
[[nodiscard]] inline std::vector<group> grouped(const graph& tables,
                                                std::span<const definition> definitions) {
    const reachability known(tables);
    detail::diamonds found(tables, known);
    for (const graph::node one : tables.order()) {
        if (!tables.is_table(one) || !definitions[one].is_atomic || !is_meeting(one, tables, known)) {
            continue;
        }
        node_set members(tables.size());
        detail::add_diamonds(members, one, tables, known);
        found.add(std::move(members));
    }
    found.join_cycles();
    return detail::group_order(found.sets(), tables).sorted();
}

} // namespace pgt::schedule
