/// `pending_changes`: what the change buffers hold for a stream table since its last refresh.
#pragma once

#include "capture/capture.hpp"
#include "definition/prepared.hpp"
#include "refresh/delta_batch.hpp"

#include <cstdint>
#include <vector>

namespace pgt::ext {

struct pending_changes {
    delta_batch batch;
    bool truncated = false;    ///< a source was truncated: the batch lacks the rows that were deleted by that
    std::vector<changes> read; ///< where the batch was read, for `dispose_consumed`

    [[nodiscard]] bool none() const { return batch.count == 0 && !truncated; }
    /// To be called when the batch was applied, or will not be: the number of changes that were not copied has been an estimate until then.
    void count_read();
};

/// Whether many changes may be left in the buffers, for statements to read.
enum class many_pending : std::uint8_t { copied, left_in_buffers };

/// Reads what `under` sees and `after`, the frontier of the stream table, does not cover. What is left in the buffers needs `under` as long as it is read.
[[nodiscard]] pending_changes read_pending(const prepared_table& prepared, const frontier& after,
                                           const pg::snapshot& under, many_pending where);

/// Deletes from the buffers what every consumer has applied now; the catalog has to hold the new frontier already. The deltas
/// must not be read after this: their large values stand in the buffers. After `count_read`.
void dispose_consumed(const pending_changes& applied, const frontier& until);

} // namespace pgt::ext
