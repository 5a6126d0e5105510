/// How often a function was called at one place of a running statement.
#pragma once

#include "pg/value/function.hpp"

#include <cstdint>

namespace pgt::pg {

/// Begins a run of a statement whose nodes may have been kept from the run before.
void begin_counting() noexcept;

/// Counts this call of a function that keeps nothing else there: 1 for the first one since the run of the statement began.
[[nodiscard]] std::uint64_t count_call(const function_call& call) noexcept;

} // namespace pgt::pg
