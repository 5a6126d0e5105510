/// `crash_point`: a point at which a test may kill the process, as kill -9 would.
#pragma once

namespace pgt::pg {

/// In builds with PGT_CRASH_POINTS: kills the process if the parameter `pgt_test.crash_point` is `name:n` and this is the n-th time that it is reached. Does nothing in builds for users. Allowed in code that errors jump over.
void crash_point(const char* name) noexcept;

} // namespace pgt::pg
