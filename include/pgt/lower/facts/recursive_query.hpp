/// The recursion at the top of a query, and whether its changes can be computed from its stored rows.
#pragma once

#include <pgt/lower/facts/recursion.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

/// The leaf for the rows of the recursion before the change.
inline constexpr const char* iterate_before = "iterate before";

/// `map(columns, fixpoint(start, step))`: a recursive query with nothing above it that loses rows.
struct recursive_query {
    circuit fixpoint;
    recursion parts;                 ///< the start is a circuit of its own, the step one inside the fixpoint
    std::vector<circuit> inputs;     ///< what the fixpoint reads
    std::vector<expression> columns; ///< over the columns of the recursion

    /// The step over the leaf called `iterate`.
    [[nodiscard]] circuit step(const std::string& iterate) const;
};

/// The recursion at the top of a query, if its changes can be computed from its rows.
[[nodiscard]] std::optional<recursive_query> recursion_at_top(const circuit& root, typing& types);

/// For each column of a circuit the column of a leaf that it is, unchanged; none for others.
using column_origins = std::vector<std::optional<std::size_t>>;

/// Follows the columns of a leaf through a circuit.
class origin_finder {
  public:
    origin_finder(std::string name, typing& types) : leaf_(std::move(name)), types_(types) {}

    [[nodiscard]] column_origins of(const circuit& c);

    // What operators compose their origins of:

    [[nodiscard]] column_origins of_leaf(const circuit& c, const leaf& which);
    /// No column is one of the leaf.
    [[nodiscard]] column_origins none(const circuit& c);
    /// The columns that are columns of rows with these origins.
    [[nodiscard]] static column_origins picked(const std::vector<expression>& columns,
                                               const column_origins& from);

  private:
    std::string leaf_;
    typing& types_;
};

/// The columns of a leaf that are the same columns of the output.
[[nodiscard]] std::vector<std::size_t> passed_through(const circuit& c, const std::string& name,
                                                      typing& types);
/// The columns of a leaf that joins compare, a list for each join.
[[nodiscard]] std::vector<std::vector<std::size_t>> keys_of_leaf(const circuit& c, const std::string& name);

} // namespace pgt::lower
