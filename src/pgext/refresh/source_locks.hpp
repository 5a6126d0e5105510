/// Locks on what a refresh reads, and snapshots that are not older than what they show.
///
/// A table that was rewritten or truncated looks empty to a snapshot that is older. So all that a refresh reads is locked
/// before its snapshot is taken. Which partitions a statement reads only its plan knows: those are locked when the statement is
/// about to run, and if one of them has changed by then, the refresh begins again.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"
#include "refresh/outcome.hpp"

#include <pgt/error.hpp>

#include <exception>
#include <expected>
#include <memory>
#include <span>

namespace pgt::ext {

/// A partition was rewritten after the snapshot was taken: the refresh has to begin again with a new one.
struct snapshot_outdated : std::exception {};

/// What the caller is told when there cannot be a new snapshot.
[[nodiscard]] user_error rewritten_source(const stream_table& table);

/// What the caller is told when the stream table holds more than its snapshot sees.
[[nodiscard]] user_error newer_stream_table(const stream_table& table);

/// What a refresh runs, with what it reads locked.
using locked_table = std::expected<std::shared_ptr<prepared_table>, needs_reinitialisation>;

/// Locks all that a refresh of a populated table reads, the table itself last, and prepares it. `table` becomes what the catalog says
/// then. Throws `user_error` 42P01 if the table is gone.
[[nodiscard]] locked_table lock_sources(stream_table& table);
[[nodiscard]] locked_table lock_sources(std::shared_ptr<const stream_table>& table);

/// The same for a computation from all rows: with all partitions.
void lock_all_sources(const stream_table& table, const prepared_table& prepared);

/// In a transaction that keeps one snapshot: throws `user_error` 40001 if something that is read was rewritten since that was taken.
void check_not_rewritten(const stream_table& table, const prepared_table& prepared,
                         const pg::snapshot& under);

/// Locks the partitions that a statement reads. Throws `snapshot_outdated` if a definition has changed meanwhile.
void lock_partitions(const prepared_table& prepared, const pg::change_statement& statement,
                     std::span<const pg::offered_delta> offered);

} // namespace pgt::ext
