/// pg_depend: what is dropped together with something else.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// Makes `part` an internal part of `whole`, both relations: it is dropped with it, never alone, and an attempt to drop it names the whole instead.
void make_part(oid part, oid whole);
/// Takes that back, so that it can be dropped by itself. Nothing happens if it is no part of another relation.
void release_part(oid part);

/// Whether a relation is one of the extension's own tables or views, change buffers among them.
[[nodiscard]] bool belongs_to_extension(oid relation);

/// Makes a relation a member of the extension: it is dropped with it, and left out of dumps.
void add_to_extension(oid relation);
/// Undoes that, so that it can be dropped by itself.
void remove_from_extension(oid relation);

} // namespace pgt::pg
