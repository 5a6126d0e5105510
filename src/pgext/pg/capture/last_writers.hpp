/// Which transactions have last written to a table of results: in memory that all sessions share, so that a note costs a transaction no row.
///
/// Only transactions with one snapshot ask. A table is named by a number of its own within the database.
#pragma once

#include "pg/access/snapshot.hpp"

#include <cstdint>

namespace pgt::pg {

/// Requests the memory from the server. Call it when the module is loaded while the server starts; otherwise the first session that
/// needs the memory creates it.
void request_last_writers();

/// Begins to watch transactions. `keep` is called for each table to which a transaction has written that is about to be prepared: it is committed
/// by another session, perhaps after a restart. Call it once, when the module is loaded, before whatever may write when a transaction ends.
void watch_last_writers(void (*keep)(std::int64_t table));

/// Notes that this transaction, or subtransaction, has written to a table that it has locked against those who ask, until its end.
/// `is_recomputed`: from what is committed now, whatever the transaction's own snapshot sees.
void note_write(std::int64_t table, bool is_recomputed);

/// Whether a snapshot of this transaction sees all that others have written to a table and committed, other than as prepared transactions.
/// False also in some cases where another table has the same place in memory, or where more transactions than it can tell apart have ended since.
[[nodiscard]] bool sees_last_writers(std::int64_t table, const snapshot_bounds& seen);

} // namespace pgt::pg
