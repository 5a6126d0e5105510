/// `crash_point`: a place where a test may let the process die, as kill -9 would.
#pragma once

namespace pgt::pg {

/// In builds with PGT_CRASH_POINTS: kills the process if the parameter `pgt_test.crash_point` is `name:n` and this is the n-th
/// time that it gets here. In builds for users it does nothing. May stand in code that errors jump over.
void crash_point(const char* name) noexcept;

} // namespace pgt::pg
