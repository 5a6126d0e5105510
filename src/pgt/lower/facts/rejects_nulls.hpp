/// Conditions that rows with NULLs do not satisfy.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <cstddef>
#include <set>

namespace pgt::lower {

/// Whether a condition is not true for rows in which all of these columns are NULL.  `false` where that is not known.
[[nodiscard]] bool rejects_nulls(const expression& condition, const std::set<std::size_t>& columns);

} // namespace pgt::lower
