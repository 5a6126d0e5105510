/// How often a function was called at one place of a running statement.
#pragma once

#include "pg/value/function.hpp"

#include <cstdint>

namespace pgt::pg {

/// Counts this call of a function that keeps nothing else there: 1 for the first one since the statement began.
[[nodiscard]] std::uint64_t count_call(const function_call& call) noexcept;

} // namespace pgt::pg
