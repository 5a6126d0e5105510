/// What a transaction did that schedulers have to be told of. They are told and woken after it has committed; never by SQL,
/// which would make writers wait for each other.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

// May be called in code that errors jump over. Without shared memory they do nothing.

/// Changes of a source were captured.
void note_captured(oid source) noexcept;
/// Stream tables were created, altered or dropped.
void note_definitions() noexcept;
/// The extension was created or dropped, or a database was.
void note_databases() noexcept;
/// A prepared transaction is being committed, by another session than the one that prepared it.
void note_commit_prepared() noexcept;

} // namespace pgt::pg
