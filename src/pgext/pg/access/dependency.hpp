/// pg_depend: what goes when something else goes.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// Makes `part` a part of `whole`, both relations: it goes with it, never alone, and what would drop it names the
/// whole instead.
void make_part(oid part, oid whole);
/// Takes that back, so that it can be dropped by itself. Nothing happens if it is no part of another relation.
void release_part(oid part);

/// Whether a relation is one of the extension's own tables or views, change buffers among them.
[[nodiscard]] bool belongs_to_extension(oid relation);

/// Makes a relation one of the extension's own, which goes with it, and which dumps leave out.
void add_to_extension(oid relation);
/// Takes that back, so that it can be dropped by itself.
void remove_from_extension(oid relation);

} // namespace pgt::pg
