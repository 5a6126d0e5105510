#include "schedule/diamonds.hpp"

#include <algorithm>

namespace pgt::schedule {

bool diamonds::is_last(graph::node source, const node_set& shared) const {
    return shared.has(source) && std::ranges::none_of(tables_.readers(source),
                                                      [&](graph::node reader) { return shared.has(reader); });
}

void diamonds::add_between(node_set& members, graph::node source, graph::node meeting,
                           const node_set& paths) const {
    for (const graph::node one : tables_.order()) {
        const bool between = known_.below(source).has(one) && paths.has(one);
        if ((between && one != source && tables_.is_table(one)) || one == meeting) { members.add(one); }
    }
}

void diamonds::add_ending_at(graph::node meeting) {
    node_set members(tables_.size());
    const auto& inputs = tables_.inputs(meeting);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        for (std::size_t j = i + 1; j < inputs.size(); ++j) {
            const node_set shared = known_.above(inputs[i]) & known_.above(inputs[j]);
            if (shared.empty()) { continue; }
            const node_set paths = known_.above(inputs[i]) | known_.above(inputs[j]);
            for (const graph::node source : tables_.order()) {
                if (is_last(source, shared)) { add_between(members, source, meeting, paths); }
            }
        }
    }
    add(std::move(members));
}

void diamonds::add_together(std::span<const graph::node> members) {
    node_set all(tables_.size());
    for (const graph::node one : members) { all.add(one); }
    add(std::move(all));
}

void diamonds::add(node_set members) {
    for (bool grew = true; grew;) {
        grew = std::erase_if(sets_, [&](const node_set& other) {
                   if ((other & members).empty()) { return false; }
                   members |= other;
                   return true;
               }) > 0;
        members = closed(members);
    }
    sets_.push_back(std::move(members));
}

void diamonds::join_cycles() {
    while (const auto pair = mutually_dependent()) {
        node_set both = sets_[pair->first] | sets_[pair->second];
        add(std::move(both));
    }
}

node_set diamonds::ancestors(const node_set& of) const {
    node_set all(tables_.size());
    for (const graph::node one : tables_.order()) {
        if (of.has(one)) { all |= known_.above(one); }
    }
    return all;
}

node_set diamonds::descendants(const node_set& of) const {
    node_set all(tables_.size());
    for (const graph::node one : tables_.order()) {
        if (of.has(one)) { all |= known_.below(one); }
    }
    return all;
}

node_set diamonds::closed(const node_set& members) const { return ancestors(members) & descendants(members); }

std::optional<std::pair<std::size_t, std::size_t>> diamonds::mutually_dependent() const {
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

node_set diamonds::dependencies(const node_set& of) const {
    node_set all = ancestors(of);
    for (bool grew = true; grew;) {
        node_set more = all;
        for (const node_set& other : sets_) {
            if (!(all & other).empty()) { more |= ancestors(other); }
        }
        grew = more != all;
        all = std::move(more);
    }
    return all;
}

} // namespace pgt::schedule
