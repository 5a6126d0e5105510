/// Sums of circuits: UNION ALL, with weights.
#pragma once

#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <utility>
#include <vector>

namespace pgt::lower {

/// A term of a sum, and whether it is subtracted.
using signed_circuit = std::pair<circuit, bool>;

/// The block with its weights negated.
[[nodiscard]] block negated(block b);

/// The sum of these terms, in the place of the circuit `c`.
[[nodiscard]] block lowered_sum(relational& r, const circuit& c, const std::vector<signed_circuit>& parts);

} // namespace pgt::lower
