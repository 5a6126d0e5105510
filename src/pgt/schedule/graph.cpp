#include <pgt/schedule/graph.hpp>

#include <algorithm>
#include <ranges>
#include <unordered_map>
#include <utility>

namespace pgt::schedule {
namespace {

/// The nodes that edges lead to, the first one included.
std::vector<bool> reached(graph::node from, const std::vector<std::vector<graph::node>>& edges) {
    std::vector<bool> found(edges.size());
    found[from] = true;
    std::vector<graph::node> next{from};
    while (!next.empty()) {
        const graph::node one = next.back();
        next.pop_back();
        for (const graph::node to : edges[one]) {
            if (!found[to]) { next.push_back(to); }
            found[to] = true;
        }
    }
    return found;
}

} // namespace

graph::graph(std::span<const definition> tables) : tables_(tables.size()), inputs_(tables.size()) {
    std::unordered_map<relation_id, node> nodes;
    for (node i = 0; i < tables.size(); ++i) { nodes.emplace(tables[i].relation, i); }
    for (node i = 0; i < tables.size(); ++i) {
        for (const relation_id read : tables[i].reads) {
            const node input = nodes.emplace(read, nodes.size()).first->second;
            if (input != i) { inputs_[i].push_back(input); }
        }
    }
    inputs_.resize(nodes.size());
    follow_inputs();
    sort();
    if (order_.size() == size()) { return; }
    join_cycles();
    follow_inputs();
    sort();
}

void graph::follow_inputs() {
    readers_.assign(size(), {});
    for (node i = 0; i < inputs_.size(); ++i) {
        for (const node input : inputs_[i]) { readers_[input].push_back(i); }
    }
}

/// Some tables have no place in the order: those of cycles, and what reads them.
void graph::join_cycles() {
    std::vector<bool> done(size());
    for (const node placed : order_) { done[placed] = true; }
    for (node i = 0; i < tables_; ++i) {
        if (done[i]) { continue; }
        const std::vector<bool> above = reached(i, inputs_);
        const std::vector<bool> below = reached(i, readers_);
        std::vector<node> members;
        for (node j = i; j < tables_; ++j) {
            if (above[j] && below[j]) { members.push_back(j); }
        }
        for (const node member : members) { done[member] = true; }
        if (members.size() > 1) { cycles_.push_back(std::move(members)); }
    }
    for (const std::vector<node>& members : cycles_) {
        std::vector<node> outside;
        for (const node member : members) { outside.append_range(inputs_[member]); }
        std::ranges::sort(outside);
        const auto repeated = std::ranges::unique(outside);
        outside.erase(repeated.begin(), repeated.end());
        std::erase_if(outside, [&members](node one) { return std::ranges::contains(members, one); });
        for (const node member : members) { inputs_[member] = outside; }
    }
}

void graph::sort() {
    std::vector<std::size_t> missing(size());
    std::vector<node> ready;
    for (const node i : std::views::iota(node{0}, size())) {
        missing[i] = inputs_[i].size();
        if (missing[i] == 0) { ready.push_back(i); }
    }
    for (std::size_t next = 0; next < ready.size(); ++next) {
        for (const node reader : readers_[ready[next]]) {
            if (--missing[reader] == 0) { ready.push_back(reader); }
        }
    }
    order_ = std::move(ready);
}

} // namespace pgt::schedule
