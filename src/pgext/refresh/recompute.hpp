/// `recompute`: computes the contents of a stream table from its sources.
#pragma once

#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"
#include "refresh/apply_result.hpp"

namespace pgt::ext {

// Called in an `owner_scope` with all sources locked. They write the states and the stream
// table, stage by stage, and nothing else.

/// Fills an empty table, and collects statistics of it.
[[nodiscard]] apply_result fill_contents(const prepared_table& prepared, const pg::snapshot& under);

/// Replaces the rows that differ from the query's result. Throws as `apply`.
[[nodiscard]] apply_result merge_contents(prepared_table& prepared, const pg::snapshot& under);

/// Deletes all rows, whatever they are, and fills the table.
[[nodiscard]] apply_result replace_contents(const prepared_table& prepared, const pg::snapshot& under);

} // namespace pgt::ext
