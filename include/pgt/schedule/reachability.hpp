/// `reachability`: ancestors and descendants of every node of a graph.
#pragma once

#include <pgt/schedule/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pgt::schedule {

/// A set of the nodes of a graph.
class node_set {
  public:
    explicit node_set(std::size_t size) : words_((size + word_bits - 1) / word_bits) {}

    void add(graph::node one) { words_[one / word_bits] |= bit(one); }
    [[nodiscard]] bool has(graph::node one) const { return (words_[one / word_bits] & bit(one)) != 0; }
    [[nodiscard]] bool empty() const;

    bool operator==(const node_set&) const = default;

    node_set& operator|=(const node_set& other);
    node_set& operator&=(const node_set& other);
    friend node_set operator&(node_set left, const node_set& right) { return left &= right; }
    friend node_set operator|(node_set left, const node_set& right) { return left |= right; }

  private:
    static constexpr std::size_t word_bits = 64;
    static std::uint64_t bit(graph::node one) { return std::uint64_t{1} << (one % word_bits); }

    std::vector<std::uint64_t> words_;
};

class reachability {
  public:
    explicit reachability(const graph& of);

    /// The node itself and its ancestors: what it reads, directly or through others.
    [[nodiscard]] const node_set& above(graph::node one) const { return above_[one]; }
    /// The node itself and its descendants: what reads it, directly or through others.
    [[nodiscard]] const node_set& below(graph::node one) const { return below_[one]; }

  private:
    std::vector<node_set> above_;
    std::vector<node_set> below_;
};

} // namespace pgt::schedule
