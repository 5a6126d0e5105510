/// `unread_thresholds`: values that only a condition compares with are NULL above it.
///
///     antijoin(filter(join(a, b), x > y), c)  =  antijoin(map(filter(join(a, b), x > y), y -> NULL), c)   where nothing above reads y
///
/// When `b` has another row, those of `a` between the old and the new value change; the others are the same rows as before only as long as
/// the value itself is not among their columns.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <optional>
#include <set>

namespace pgt::lower {

class unread_thresholds {
  public:
    explicit unread_thresholds(typing& types) : types_(types) {}

    /// The circuit without columns that are compared only.  Bodies of recursions stay as they are.
    circuit operator()(const circuit& c);

  private:
    using columns = std::set<std::size_t>;

    circuit rebuilt(const circuit& c);
    std::optional<circuit> reading(const circuit& rows, const columns& read);
    std::optional<circuit> through(const circuit& rows, const columns& read);
    std::optional<circuit> forgotten(const circuit& filtered, const columns& read);

    typing& types_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
