/// Rows that MERGE moves from one partition to another.
///
/// The server counts such a row as deleted and inserted, and not as updated. The transition tables of deletions and insertions are read by
/// triggers that fire only if the MERGE has such actions: without them no trigger is told of the row.
#pragma once

#include "pg/boundary/declarations.hpp"

struct QueryDesc;
struct TriggerData;

namespace pgt::pg {

/// Call it once, when the module is loaded: a statement that is running has not been prepared by `tell_of_moved_rows`.
void watch_moved_rows();

/// Has the triggers of a MERGE for updates be given the rows that it moves, where no other triggers are. Call it when the statement has
/// been initialised, for every one that changes rows. Only inside `call`, or where the server calls.
void tell_of_moved_rows(const QueryDesc* query);

/// Whether not all rows are known that were changed, after TRUNCATE, or because moved ones may be missing: those that read the changes have to
/// compute everything. Only inside `call`.
[[nodiscard]] bool is_incomplete(const TriggerData& fired);

} // namespace pgt::pg
