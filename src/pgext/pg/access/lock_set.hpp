/// Several of pg_trickle's own locks at once.
#pragma once

#include "pg/access/lock.hpp"

#include <cstdint>
#include <span>

namespace pgt::pg {

/// Waits for the locks and holds them until the end of the transaction. Holds none of them while it waits for another, but those that the
/// transaction has held before: transactions that need one in common cannot deadlock by the others.
void lock_all(lock_subject subject, std::span<const std::uint32_t> numbers, lock_mode mode);

} // namespace pgt::pg
