/// `recycle(list)`: empties a buffer for the next step.
#pragma once

#include <vector>

namespace dbsp::detail {

/// Empties `list` and keeps its memory, unless that was far too much for what was in it: one big step should not hold memory for
/// ever, small ones should not allocate.
template <class T> void recycle(std::vector<T>& list) {
    constexpr std::size_t always_kept = 256;
    if (list.capacity() > always_kept && list.size() < list.capacity() / 8) { std::vector<T>().swap(list); }
    list.clear();
}

} // namespace dbsp::detail
