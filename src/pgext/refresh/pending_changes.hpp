/// `pending_changes`: what the change buffers hold for a stream table since its last refresh.
#pragma once

#include "capture/capture.hpp"
#include "definition/prepared.hpp"
#include "refresh/delta_batch.hpp"

#include <vector>

namespace pgt::ext {

struct pending_changes {
    delta_batch batch;
    bool truncated = false;    ///< a source was truncated: the batch lacks the rows that were deleted by that
    std::vector<changes> read; ///< where the batch was read, for `dispose_consumed`

    [[nodiscard]] bool none() const { return batch.count == 0 && !truncated; }
};

/// Reads what `under` sees and `after`, the frontier of the stream table, does not cover.
[[nodiscard]] pending_changes read_pending(const prepared_table& prepared, const frontier& after,
                                           const pg::snapshot& under);

/// Deletes from the buffers what every consumer has applied now; the catalog has to hold the new frontier already. The deltas
/// must not be read after this: their large values stand in the buffers.
void dispose_consumed(const pending_changes& applied, const frontier& until);

} // namespace pgt::ext
