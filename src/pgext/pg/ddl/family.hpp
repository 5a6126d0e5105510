/// Parents, children and partitions of tables. Nothing here locks them: callers run while a command that changes the family holds its locks, or accept an answer that may be outdated.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <vector>

namespace pgt::pg {

/// The tables that a table inherits from or is a partition of, and their parents.
[[nodiscard]] std::vector<oid> all_parents(oid table);

[[nodiscard]] bool has_parent(oid table);

/// Whether a table, not a partitioned one, has children by plain inheritance.
[[nodiscard]] bool has_plain_children(oid table);

/// Whether statements that name another table change rows that a query of `table` reads: it has plain children, or a parent.
[[nodiscard]] bool is_changed_by_others(oid table);

/// Whether a partitioned table has stored generated columns, and a partition whose columns have other numbers: a row inserted by a statement that names the table is reported to the
/// triggers of the statement before the partition computes these columns.
[[nodiscard]] bool computes_in_partitions(oid table);

/// Whether triggers for statements do not report all changes of the table as they are.
[[nodiscard]] bool needs_triggers_for_rows(oid table);

/// The table and all partitions or children below it.
[[nodiscard]] std::vector<oid> with_descendants(oid table);

/// All tables whose statements may change rows that a query of `table` reads: those below it, and those that any of these, or
/// itself, inherits from or is a partition of. In ascending order.
[[nodiscard]] std::vector<oid> family_of(oid table);

/// Whether the table has ever had a block on disk written: false only if it holds no row. Reads no row, and nothing of a foreign table.
[[nodiscard]] bool may_have_rows(oid table);

} // namespace pgt::pg
