/// What a transaction did that schedulers have to know. They are told when it has committed, and woken; never by SQL,
/// which would make writers wait for each other.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

// These may stand in code that errors jump over. Without shared memory they do nothing.

/// Changes of a source were captured.
void note_captured(oid source) noexcept;
/// Stream tables were made, changed or dropped.
void note_definitions() noexcept;
/// The extension came or went, or a database did.
void note_databases() noexcept;
/// A prepared transaction is being committed, by another session than made it.
void note_commit_prepared() noexcept;

} // namespace pgt::pg
