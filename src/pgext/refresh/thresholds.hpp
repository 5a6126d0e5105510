/// From how many changes on a refresh goes about its work in another way.
#pragma once

#include <cstdint>

namespace pgt::ext::thresholds {

/// Fewer changes are applied without asking whether recomputing would be cheaper, and their time is not learned from: a refresh by
/// one change takes as long as one by a hundred, so that the time per change says nothing yet.
inline constexpr std::int64_t min_changes_for_costs = 1000;

/// From so many changes on, the statement that was planned for many is used: hash joins instead of indexes.
inline constexpr std::int64_t many_changes = 2000;

/// The size of a delta that the planner is told for the statement for fewer changes. It is planned once and serves all of them; a
/// small number makes sure that it uses indexes.
inline constexpr double estimate_for_few = 10;

} // namespace pgt::ext::thresholds
