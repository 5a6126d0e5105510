/// Plans that give changes: of which a `direct_plan` keeps the nodes.
#pragma once

struct Bitmapset;
struct List;
struct Plan;

namespace pgt::pg {

/// Whether a function may be kept from one transaction to the next: one of the server's own, or of the extension; compiled. Only inside `call`.
[[nodiscard]] bool is_lasting(unsigned int function);

/// Whether an expression needs no more than the rows that it is computed from, and calls no function that may keep something of its own.
/// Only inside `call`, as the others.
[[nodiscard]] bool is_simple(const void* expression);

/// Whether the nodes of a plan and of its subplans, which may be null, can be run again and again: all that they read are deltas, and tables of the server's own kind.
[[nodiscard]] bool can_be_kept(const Plan* plan, const List* subplans);

/// Whether all that a plan and its subplans read of tables are rows that are looked up for others, or tables with next to none.
[[nodiscard]] bool looks_rows_up(const Plan* plan, const List* subplans);

/// In how many places a plan and its subplans read tables.
[[nodiscard]] int reads_of(const Plan* plan, const List* subplans);

} // namespace pgt::pg
