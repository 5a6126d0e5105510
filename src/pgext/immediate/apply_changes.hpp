/// Applying to stream tables in mode IMMEDIATE or ON COMMIT what statements of this transaction have changed.
#pragma once

#include "immediate/readers.hpp"
#include "pg/boundary/declarations.hpp"
#include "pg/worker/upkeep_statistics.hpp"

namespace pgt::ext {

/// When the changes of a statement are applied that ends now.
[[nodiscard]] apply_moment moment_of_statement();
/// Whether a refresh changes rows now, or what follows from it does.
[[nodiscard]] bool is_by_refresh();

/// Applies the rows that are kept to all stream tables that follow from them and from no open statement, each after those that it reads.
/// Does nothing within itself: what a stream table changes is applied by the call that changes it. The time is counted for `why`.
void apply_changes(apply_moment moment, pg::write_kind why);

/// Whether that is under way.
[[nodiscard]] bool is_applying_changes() noexcept;

/// Locks the stream tables in mode ON COMMIT that follow from the rows that are kept, and applies these to them.
void apply_as_at_commit();

} // namespace pgt::ext
