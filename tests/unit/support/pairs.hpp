/// Functions of the rows of most tests.
#pragma once

#include "unit/support/steps.hpp"

namespace dbsp::test {

inline constexpr auto first_of = [](const row& r) { return r.first; };
inline constexpr auto second_of = [](const row& r) { return r.second; };
/// The two ends of two edges that meet.
inline constexpr auto ends_of = [](const row& a, const row& b) { return row{a.first, b.second}; };

} // namespace dbsp::test
