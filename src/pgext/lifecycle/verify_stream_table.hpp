/// Comparing stream tables with their queries: for users, and for the scheduler.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "refresh/compare.hpp"

#include <cstddef>

namespace pgt::ext {

/// Brings a table that was locked with `lock_for_refresh` up to date, compares it with its query, and records the result. With `repair` rows
/// that differ are replaced. Throws `user_error` 22023 for a table whose contents no changes have been applied to.
[[nodiscard]] comparison verify_locked_table(stream_table table, bool repair, std::size_t most_rows,
                                             initiator by);

} // namespace pgt::ext
