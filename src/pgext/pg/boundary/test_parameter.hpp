/// `test_parameter`: what a test asks of a build with PGT_CRASH_POINTS.
#pragma once

#include <string>

namespace pgt::pg {

/// The value of a parameter that the server does not know, so that it is a setting of no build; empty if it is not set.
[[nodiscard]] std::string test_parameter(const char* name);

} // namespace pgt::pg
