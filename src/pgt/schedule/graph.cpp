#include <pgt/schedule/graph.hpp>

#include <ranges>
#include <unordered_map>
#include <utility>

namespace pgt::schedule {

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
    readers_.resize(nodes.size());
    for (node i = 0; i < inputs_.size(); ++i) {
        for (const node input : inputs_[i]) { readers_[input].push_back(i); }
    }
    sort();
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
