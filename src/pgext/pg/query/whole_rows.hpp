/// `uses_whole_rows`: which queries depend on all columns of a relation and their names.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// Whether the query of a view has a value that is a whole row of a relation, as in `row_to_json(t)`. The server records no dependencies on columns for these.
[[nodiscard]] bool uses_whole_rows(oid view, oid relation);

} // namespace pgt::pg
