/// `graph`: which stream table reads which.
#pragma once

#include <pgt/schedule/definition.hpp>

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pgt::schedule {

/// Nodes are numbers: first the stream tables, as they were given, then the other tables that these read.
class graph {
  public:
    using node = std::size_t;

    explicit graph(std::span<const definition> tables) : tables_(tables.size()), inputs_(tables.size()) {
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

    /// How many stream tables there are.
    [[nodiscard]] std::size_t tables() const { return tables_; }
    /// How many nodes there are.
    [[nodiscard]] std::size_t size() const { return inputs_.size(); }
    [[nodiscard]] bool is_table(node which) const { return which < tables_; }
    [[nodiscard]] const std::vector<node>& inputs(node of) const { return inputs_[of]; }
    [[nodiscard]] const std::vector<node>& readers(node of) const { return readers_[of]; }
    /// All nodes, each after those that it reads.
    [[nodiscard]] const std::vector<node>& order() const { return order_; }

  private:
    void sort() {
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

    std::size_t tables_;
    std::vector<std::vector<node>> inputs_;
    std::vector<std::vector<node>> readers_;
    std::vector<node> order_;
};

} // namespace pgt::schedule
