/// The rows of the catalog about sources, and what is made for them.
#pragma once

#include "catalog/source.hpp"

#include <span>
#include <vector>

namespace pgt::ext {

/// What a stream table asks of a source.
struct source_request {
    pg::oid relation = pg::no_oid;
    source_kind kind = source_kind::table;
    source_need need = source_need::nothing;
    std::vector<pg::column_number> columns; ///< of which it needs the changes
    bool is_first_for_rows = false; ///< the stream table did not need rows before: writers have to be done
};

/// The tables whose triggers are created or dropped when these requests are met and `released` sources are cut back; in ascending
/// order, without locks.
[[nodiscard]] std::vector<pg::oid> tables_to_change(std::span<const source_request> requests,
                                                    std::span<const pg::oid> released);

/// Extends the capture of a source to what the request needs, keeping what other consumers need, and writes its row. The caller holds its buffer's lock,
/// shared.
void meet(const source_request& request);

/// Reduces the capture of a source to what its consumers need according to the catalog. The caller holds its buffer's lock, exclusively.
void cut_back(pg::oid relation);

/// Makes what is missing for a source as its row says; says whether anything was.
bool restore_capture(const source& of);

/// Takes away what was made for a relation that is gone.
void release_capture(pg::oid relation);

/// Whether stream tables are told when the source has changed, as far as they need it.
[[nodiscard]] bool tells_of_changes(pg::oid relation);

} // namespace pgt::ext
