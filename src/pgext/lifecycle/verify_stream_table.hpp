/// Comparing stream tables with their queries: for users, and for the scheduler.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "refresh/compare.hpp"
#include "refresh/outcome.hpp"

#include <pgt/error.hpp>

#include <cstddef>

namespace pgt::ext {

/// Brings a table that was locked with `lock_for_refresh` up to date, compares it with its query, and records the result. With `repair` rows
/// that differ are replaced. Throws `user_error` 22023 for a table whose contents no changes have been applied to.
[[nodiscard]] comparison verify_locked_table(stream_table table, bool repair, std::size_t most_rows,
                                             initiator by);

/// Throws `user_error` if comparing a table with its query would prove nothing: 22023 if no changes have been applied to it, 0A000 in a cycle.
void check_can_differ(const stream_table& table);

/// What the caller is told of a table that cannot be compared as it is.
[[nodiscard]] user_error has_to_be_recomputed(const stream_table& table, const needs_reinitialisation& why);

} // namespace pgt::ext
