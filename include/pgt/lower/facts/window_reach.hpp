/// `window_reach`: how far a window function looks from a row.
#pragma once

#include <pgt/circuit/window_call.hpp>

#include <cstddef>
#include <optional>

namespace pgt::lower {

/// The result at a row is a function of so many rows before it, in the order of its window, of the row, and of so many rows after it.
struct window_reach {
    std::size_t before = 0;
    std::size_t after = 0;

    [[nodiscard]] std::size_t rows() const { return before + after; }
    friend bool operator==(const window_reach&, const window_reach&) = default;
};

/// Of `lag` and `lead` by a constant; of `first_value`, `last_value`, `nth_value` and PostgreSQL's own aggregates over frames in ROWS with
/// constant bounds.  None where the distance is not bounded, or not known.
/// Law: the result at a row is the same in two partitions whose rows within reach of it are the same.
[[nodiscard]] std::optional<window_reach> reach_of(const window_call& call);

/// The reach of both.
[[nodiscard]] window_reach farthest(const window_reach& a, const window_reach& b);

} // namespace pgt::lower
