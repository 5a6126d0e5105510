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

/// Whether rows may be missing that triggers of a statement should have been given. Says yes of any UPDATE of a partitioned table in the
/// transaction that has loaded the module, and after a MERGE in a server that is older than the one that the module was built for. Only inside `call`.
[[nodiscard]] bool may_lack_moved_rows(const TriggerData& fired);

} // namespace pgt::pg
