/// Applying to stream tables in mode IMMEDIATE or ON COMMIT what statements of this transaction have changed.
#pragma once

#include "immediate/readers.hpp"
#include "pg/boundary/declarations.hpp"

#include <span>

namespace pgt::ext {

/// When the changes of a statement are applied that ends now.
[[nodiscard]] apply_moment moment_of_statement();
/// Whether a refresh changes rows now, or what follows from it does.
[[nodiscard]] bool is_by_refresh();

/// Locks the stream tables for the rest of the transaction: one writer at a time changes them. Holds none of those that it takes while it
/// waits for another.
void lock_for_upkeep(std::span<const pg::oid> stream_tables);

/// Applies the rows that are kept to all stream tables that follow from them and from no open statement, each after those that it reads.
/// Does nothing within itself: what a stream table changes is applied by the call that changes it.
void apply_changes(apply_moment moment);

/// Locks the stream tables in mode ON COMMIT that follow from the rows that are kept, and applies these to them.
void apply_as_at_commit();

} // namespace pgt::ext
