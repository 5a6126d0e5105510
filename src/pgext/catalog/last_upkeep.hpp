/// Which transactions have last written to a stream table in mode IMMEDIATE or ON COMMIT: in shared memory, and of prepared ones in
/// pgtrickle_catalog.pgt_upkeep.
#pragma once

#include "pg/access/snapshot.hpp"

#include <cstdint>

namespace pgt::ext {

/// What a transaction did to a stream table.
enum class upkeep_kind : std::uint8_t {
    applied,  ///< applied changes, under the snapshot of its statement
    computed, ///< computed it from what was committed, whatever this transaction's own snapshot sees
};

/// Notes that this transaction has written to a stream table that it has locked, or rows of it.
void note_upkeep(std::int64_t id, upkeep_kind kind);

/// Stores the note of a transaction that is about to be prepared.
void store_upkeep(std::int64_t id);

/// Whether a snapshot of this transaction sees all that others have applied to a stream table and committed; the table is locked, or the rows that
/// matter to the caller.
[[nodiscard]] bool sees_last_upkeep(std::int64_t id, const pg::snapshot& under);

} // namespace pgt::ext
