/// `is_stopped_by_fuse`: whether more changes are pending than a stream table may apply without being asked.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"
#include "refresh/pending_changes.hpp"

namespace pgt::ext {

/// Counts refreshes that find more changes than the ceiling. If the fuse blows, that is recorded and reported, and the refresh has to end
/// without having done anything.
[[nodiscard]] bool is_stopped_by_fuse(const stream_table& table, const prepared_table& prepared,
                                      const pending_changes& pending, initiator by);

/// Whether there is a number of pending changes at which it blows.
[[nodiscard]] bool has_fuse(const stream_table& table);

} // namespace pgt::ext
