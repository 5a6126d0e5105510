/// pg_depend: what goes when something else goes.
#pragma once

#include "pg/declarations.hpp"

namespace pgt::pg {

/// Makes `part` a part of `whole`, both relations: it goes with it, never alone, and what would drop it names the
/// whole instead.
void make_part(oid part, oid whole);

} // namespace pgt::pg
