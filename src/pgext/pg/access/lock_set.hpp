/// Several of pg_trickle's own locks at once.
#pragma once

#include "pg/access/lock.hpp"

#include <cstdint>
#include <span>

namespace pgt::pg {

struct wanted_lock {
    std::uint32_t number;
    lock_mode mode;
};

/// Waits for the locks and holds them until the end of the transaction. Holds none of them while it waits for another, but those that the
/// transaction has held before: transactions that need one in common cannot deadlock by the others.
void lock_all(lock_subject subject, std::span<const wanted_lock> locks);

/// The same for classes of rows of a stream table, which conflict with each other and not with `lock_subject::stream_table`.
void lock_row_classes(oid table, std::span<const std::uint32_t> classes);

} // namespace pgt::pg
