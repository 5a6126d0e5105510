/// `column_facts`: what is known of the columns of circuits.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/expr/list.hpp>
#include <pgt/unnest/unnest.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace pgt::unnest {

using expressions = std::vector<expression>;

template <class Op, class... In> std::vector<circuit> inputs_of(const dbsp::node<Op, In...>& n) {
    return n.in.apply([](const In&... in) { return std::vector<circuit>{in...}; });
}

/// Where the values of a column come from.
struct column_origin {
    leaf_column from;
    bool nullable = false; ///< they may be NULL, whatever is known of the leaf
};

class column_facts {
  public:
    explicit column_facts(const leaf_facts& leaves) : leaves_(leaves) {}

    /// The number of columns.
    std::size_t width(const circuit& c);
    /// The column of a leaf that a column is; none for what is computed.
    std::optional<column_origin> origin(const circuit& c, std::size_t column);
    /// Whether no two rows share the values of these columns.
    bool is_unique(const circuit& c, const std::set<std::size_t>& columns);

    [[nodiscard]] bool never_null(const circuit& c, std::size_t column);
    /// Whether equal values of a column look equal.
    [[nodiscard]] bool image_is_equality(const circuit& c, std::size_t column);
    /// Whether `=` between a column of `a` and one of `b` means what grouping by the one of `b` means.
    [[nodiscard]] bool determines(const circuit& a, std::size_t a_column, const circuit& b,
                                  std::size_t b_column);

    /// The iterate of a recursion has the columns of what the recursion starts with.
    void bind_iterate(std::uint64_t scope, circuit start);

  private:
    [[nodiscard]] std::optional<circuit> standing_for(const circuit& c) const;

    const leaf_facts& leaves_;
    by_circuit<std::size_t> widths_;
    std::map<std::uint64_t, circuit> starts_;
};

} // namespace pgt::unnest
