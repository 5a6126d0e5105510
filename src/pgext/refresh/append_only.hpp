/// Changes of what an append-only stream table reads.
#pragma once

#include "definition/prepared.hpp"
#include "refresh/pending_changes.hpp"

namespace pgt::ext {

/// Thrown where changes take rows away from a stream table that is append-only.
struct rows_went {};

/// Throws `rows_went` if the statements of the table cannot apply the changes: before any of them runs.
void check_only_added(const prepared_table& prepared, const pending_changes& pending);

/// The table as it is maintained from now on.
[[nodiscard]] stream_table no_longer_append_only(const stream_table& table);

} // namespace pgt::ext
