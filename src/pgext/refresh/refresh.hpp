/// Bringing the contents of stream tables up to date.
///
/// All of this is called with the stream table locked (`stream_table_lock`) and marked as being refreshed (`refresh_guard`).
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "refresh/compare.hpp"
#include "refresh/compare_piece.hpp"
#include "refresh/outcome.hpp"
#include "refresh/recompute.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <string>

namespace pgt::ext {

/// Brings a table up to date, in its own mode or in `forced`; fills it if it is not populated. `table` becomes what the catalog says when
/// its sources are locked.
[[nodiscard]] refresh_outcome refresh(stream_table& table, std::optional<refresh_mode> forced, initiator by);

/// Brings a populated table that is not in mode FULL up to date, and compares it with its query under the same snapshot. With `repair` the rows that
/// differ are replaced. Throws `user_error` if its fuse does not let the pending changes pass.
[[nodiscard]] std::expected<comparison, needs_reinitialisation> verify(stream_table& table, bool repair,
                                                                       std::size_t most_rows, initiator by);

/// The same, but compares a piece of it and repairs nothing.
[[nodiscard]] std::expected<compared_piece, needs_reinitialisation>
verify_piece(stream_table& table, const piece& wanted, std::size_t most_rows, initiator by);

/// Puts the first contents into an empty table, whose sources are captured already.
void fill(const stream_table& table, initiator by);

/// Replaces the contents of a populated table, whose definition was set up again; `reason` is what the history says.
void refill(const stream_table& table, const std::string& reason, initiator by);
/// The same of a table with another query, whose states are empty: rows that both queries give stay.
void rewrite(const stream_table& table, const std::string& reason, initiator by);
/// Replaces the contents, and gives the table other columns.
void refill(const stream_table& table, const std::string& reason, initiator by, const new_columns& columns);

} // namespace pgt::ext
