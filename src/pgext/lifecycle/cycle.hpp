/// Refreshes of stream tables that read each other in a cycle.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"

#include <cstdint>

namespace pgt::ext {

/// Takes the locks of all stream tables of a cycle, without waiting. Returns whether it could.
[[nodiscard]] bool lock_cycle(std::int32_t cycle);

/// Makes the stream tables of a cycle, which this transaction has locked, the least fixpoint of their queries: the least contents that are equal to what the
/// queries give. Where rows were only inserted into what the cycle reads, it continues from what is stored; else, or if `from_nothing`, it begins with
/// nothing. Throws `user_error` 54000 after pg_trickle.max_fixpoint_iterations rounds.
void refresh_cycle(std::int32_t cycle, bool from_nothing, initiator by);

/// Computes the cycle from nothing that a table is in after its definition has changed: its contents were computed from what the others hold, which may be
/// what it has held before. Does nothing for a table that is in none, or where one was never filled. Waits for the locks of the others, but for the
/// scheduler: throws `user_error` 55P03 then.
void compute_cycle_of(pg::oid table, initiator by);

} // namespace pgt::ext
