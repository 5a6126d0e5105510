/// `backed_off`: tables whose refresh takes longer than their schedule are refreshed less often.
#pragma once

#include <pgt/schedule/time.hpp>

#include <algorithm>

namespace pgt::schedule {

/// The greatest factor by which a cadence is stretched.
inline constexpr int greatest_stretch = 8;

/// By how much to stretch `interval` after a refresh that took `took` while it was stretched by `factor`: twice as much when
/// that is more than 95 % of the stretched one, not at all any more when it is no more than 95 % of the plain one.
[[nodiscard]] constexpr int backed_off(int factor, span took, span interval) {
    if (interval <= span(0)) { return 1; }
    if (took * 100 <= interval * 95) { return 1; }
    return took * 100 > interval * factor * 95 ? std::min(factor * 2, greatest_stretch) : factor;
}

/// Whether a refresh took so long that the schedule can hardly be kept: more than 80 % of it.
[[nodiscard]] constexpr bool falls_behind(span took, span interval) {
    return interval > span(0) && took * 100 > interval * 80;
}

} // namespace pgt::schedule
