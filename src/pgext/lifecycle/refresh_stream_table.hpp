/// Refreshing stream tables: for users, and for the scheduler.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"

#include <optional>
#include <string>

namespace pgt::ext {

/// Throws `user_error` 22023 for a table that a user has suspended, or whose fuse has blown.
void check_may_be_refreshed(const stream_table& table);

/// Throws `user_error` 55P03 for a table that a restore has not finished yet, if the scheduler would re-initialise it.
void check_restored(const stream_table& table, initiator by);

/// Brings the table that `written` names up to date, in its own mode or in `forced`. If a concurrent session refreshes or alters it,
/// reports that and does nothing. Throws `user_error`: 42501 without the right to MAINTAIN the table, 22023 if it is suspended or
/// the mode is impossible.
void refresh_stream_table(const std::string& written, std::optional<refresh_mode> forced);

/// The same for a job, of a table that was locked with `lock_for_refresh`.
void refresh_locked_table(const stream_table& locked, initiator by);

} // namespace pgt::ext
