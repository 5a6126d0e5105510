/// From how many changes on a refresh works in another way. The measurements are those of an aggregate with 1,000 groups over 300,000
/// rows, in a warm session: milliseconds to read and apply the changes.
#pragma once

#include <cstdint>

namespace pgt::ext::thresholds {

/// Fewer changes are applied without asking whether recomputing would be cheaper, and the estimate of the time per change is not updated
/// by them: 1 change takes 63 µs, 100 take 3.2 µs each, 300 take 2.4, 1,000 take 2.0. Only from there on the time grows with the number.
inline constexpr std::int64_t min_changes_for_costs = 1000;

/// From so many changes on the statement that was planned for many is used: hash joins instead of index look-ups, and statistics of the
/// delta. 1,900 changes take 3.0 ms by the one for few, 2,100 take 2.0 ms by the one for many. For a join by keys, without groups, the two
/// are equal there (9.5 ms): each row is looked up by its key in both.
///
/// In builds with PGT_CRASH_POINTS, the parameter `pgt_test.many_changes` is another number.
[[nodiscard]] std::int64_t many_changes();

/// The size of a delta that the planner is told for the statement for few changes. That is planned once and serves all smaller deltas: a
/// larger number would give plans that scan whole tables for one row.
inline constexpr double estimate_for_few = 10;

} // namespace pgt::ext::thresholds
