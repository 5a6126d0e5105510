/// `clock_alone`: comparisons with the clock, written so that a value of the row stands on one side and the clock on the other.
#pragma once

#include <pgt/lower/facts/typing.hpp>

namespace pgt::stage {

/// A condition over rows of these types, in which these comparisons have been replaced, A being a value of the clock and x one of the row:
///
/// - `A - x < C` by `A - C < x`, and `x - A < C` by `x < A + C`, for two points in time of one type and a constant.  How much time has passed
///   is compared as a number of microseconds, so A is moved by as many: a day has 24 hours, whatever the time zone.  (C has no months, see
///   pg/query/clock_comparison.hpp.)
/// - `x < A` of a timestamp, or a date, and a timestamptz by the same of two timestamptz: the server converts the one that is none.
[[nodiscard]] expression with_clock_alone(const expression& condition, lower::typing& types,
                                          const lower::row_type& rows);

} // namespace pgt::stage
