/// `window_frame`: the rows of its partition that a window function sees from a row.
#pragma once

#include <cstdint>
#include <vector>

namespace pgt {

/// What frames count in.
enum class frame_unit : std::uint8_t { range, rows, groups };

enum class frame_limit : std::uint8_t {
    unbounded_preceding,
    preceding,
    current_row,
    following,
    unbounded_following,
};

/// What a frame leaves out.
enum class frame_exclusion : std::uint8_t { none, current_row, group, ties };

/// Where a frame begins or ends.
template <class Expression> struct frame_bound {
    frame_limit at = frame_limit::unbounded_preceding;
    std::vector<Expression> offset = {}; ///< of `preceding` and `following`: one; else none

    friend bool operator==(const frame_bound&, const frame_bound&) = default;
};

template <class Expression> struct window_frame {
    frame_unit unit = frame_unit::range;
    frame_bound<Expression> start = {};
    frame_bound<Expression> end = {.at = frame_limit::current_row};
    frame_exclusion exclude = frame_exclusion::none;

    friend bool operator==(const window_frame&, const window_frame&) = default;
};

} // namespace pgt
