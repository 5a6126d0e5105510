/// `pending_changes`: what has happened to the sources of a stream table since its last refresh.
#pragma once

#include "capture/capture.hpp"
#include "definition/prepared.hpp"

#include <cstdint>
#include <vector>

namespace pgt::ext {

struct pending_changes {
    std::vector<changes> by_source; ///< one for each source of the table
    lower::source_set changed;      ///< which of them have any
    std::int64_t count = 0;
    bool net = true;        ///< of each source, changes that look alike have been added up
    bool truncated = false; ///< a source was: its changes don't say what went

    [[nodiscard]] bool none() const { return count == 0 && !truncated; }
};

/// What `under` sees and `after` does not cover.
[[nodiscard]] pending_changes collect_changes(const prepared_table& table, const frontier& after,
                                              const pg::snapshot& under);

/// Deletes from the buffers what every stream table has taken in now. The catalog has to hold the new frontier already.
void dispose_changes(const pending_changes& taken_in);

} // namespace pgt::ext
