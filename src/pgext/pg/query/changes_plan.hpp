/// Plans that give changes: of which a `direct_plan` keeps the nodes.
#pragma once

struct Bitmapset;
struct Plan;

namespace pgt::pg {

/// Whether a function may be kept from one transaction to the next: one of the server's own, or of the extension; compiled. Only inside `call`.
[[nodiscard]] bool is_lasting(unsigned int function);

/// Whether an expression needs no more than the rows that it is computed from and parameters that are given, and calls no function that may keep something of its own.
/// Only inside `call`, as the others.
[[nodiscard]] bool is_simple(const void* expression, Bitmapset* given = nullptr);

/// Whether a plan reads nothing but deltas and rows that are looked up for theirs, and can be run again and again.
[[nodiscard]] bool gives_changes(const Plan* plan);

/// In how many tables a plan that gives changes looks rows up.
[[nodiscard]] int lookups_of(const Plan* plan);

} // namespace pgt::pg
