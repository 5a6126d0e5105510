/// `graph`: which stream table reads which.
#pragma once

#include <pgt/schedule/definition.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace pgt::schedule {

/// Nodes are numbers: first the stream tables, as they were given, then the other tables that these read.
///
/// Stream tables that read each other in a cycle count as readers of what any of them reads, and not of each other. So there is an order, in which
/// all of them stand after what they read from outside.
class graph {
  public:
    using node = std::size_t;

    explicit graph(std::span<const definition> tables);

    /// How many stream tables there are.
    [[nodiscard]] std::size_t tables() const { return tables_; }
    /// How many nodes there are.
    [[nodiscard]] std::size_t size() const { return inputs_.size(); }
    [[nodiscard]] bool is_table(node which) const { return which < tables_; }
    [[nodiscard]] const std::vector<node>& inputs(node of) const { return inputs_[of]; }
    [[nodiscard]] const std::vector<node>& readers(node of) const { return readers_[of]; }
    /// All nodes, each after those that it reads.
    [[nodiscard]] const std::vector<node>& order() const { return order_; }
    /// The stream tables of each cycle, in ascending order.
    [[nodiscard]] const std::vector<std::vector<node>>& cycles() const { return cycles_; }

  private:
    void join_cycles();
    void follow_inputs();
    void sort();

    std::size_t tables_;
    std::vector<std::vector<node>> inputs_;
    std::vector<std::vector<node>> readers_;
    std::vector<node> order_;
    std::vector<std::vector<node>> cycles_;
};

} // namespace pgt::schedule
