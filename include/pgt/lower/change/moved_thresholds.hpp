/// `moved_thresholds`: when a value that rows are compared with changes, the rows between the old and the new one are looked at.
///
///     filter(join(a, change of b), x > y)  =  filter(join(filter(a, x > min(y) and (x <= max(y) or n <> 0)), change of b), x > y)
///
/// where `min`, `max` and `n`, the sum of the weights, are those of the change of `b`, and none of the columns of `b` is read above.  A row with x above
/// all y is in the result n times: not at all, where one value has replaced another.  The bounds are values that are computed once, so that an index on x serves.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <optional>
#include <set>

namespace pgt::lower {

class moved_thresholds {
  public:
    moved_thresholds(const bind::query& query, typing& types);

    /// A circuit of changes with bounds where a change is compared with rows.
    circuit operator()(const circuit& c);

  private:
    /// A condition on rows, and the columns of them that are read above it.
    struct use {
        expression condition;
        std::set<std::size_t> read;
    };

    circuit rebuilt(const circuit& c);
    std::optional<circuit> bounded(const circuit& rows, const use& above);
    std::optional<circuit> bounded_inputs(const piece& sum, const use& above);
    std::optional<circuit> bounded_join(const piece& join, const use& above);
    std::optional<circuit> bounded_side(const piece& join, std::size_t changed, const use& of_pair);

    const bind::query& query_;
    typing& types_;
    leaf_search reads_change_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
