/// Locks on what a refresh reads, and snapshots that are not older than what they show.
///
/// A table that was rewritten or truncated looks empty to a snapshot that is older. So all that a refresh reads is locked
/// before its snapshot is taken. Which partitions a statement reads only its plan knows: what has happened to them in
/// between is noticed when they are locked.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"

#include <pgt/error.hpp>

#include <exception>
#include <memory>
#include <string>

namespace pgt::ext {

/// What was rewritten after the snapshot was taken: the refresh has to begin again.
struct sources_moved : std::exception {
    [[nodiscard]] user_error for_user(const stream_table& table) const;
};

/// How a table is refreshed.
struct set_up {
    std::shared_ptr<prepared_table> how; ///< none: it has to be set up anew
    std::string why_not;
};

/// Locks all that a refresh of a populated table reads, the table itself last. `table` becomes what the catalog says then.
/// Throws `user_error` 42P01 if it is gone.
[[nodiscard]] set_up lock_what_is_read(stream_table& table);

/// The same for a computation of everything: with all partitions.
void lock_all_sources(const stream_table& table, const prepared_table& how);

/// Where the snapshot is that of the transaction's beginning: throws `user_error` 40001 if something that is read was
/// rewritten since.
void check_not_rewritten(const stream_table& table, const prepared_table& how, const pg::snapshot& under);

/// Locks what a statement reads, and throws `sources_moved` if that brings news.
void lock_partitions(const stream_table& table, const prepared_table& how,
                     const pg::change_statement& statement, std::span<const pg::offered_delta> offered);

} // namespace pgt::ext
