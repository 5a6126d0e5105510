/// The triggers that tell that a table has changed, in the server's catalogs.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// Whether triggers on a table see all that changes in it, and `owner` may have some put on it: a plain table of users', alone, and the
/// right TRIGGER.
[[nodiscard]] bool may_mark(oid table, oid owner);

/// Makes those that are missing and enables those that are disabled. They are internal, as those of capture.
void create_marks(oid table);
/// Has those fire as they should that somebody has enabled with all other triggers of the table.
void mend_marks(oid table);
void drop_marks(oid table);

} // namespace pgt::pg
