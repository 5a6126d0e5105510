/// How tables hang together by partitions and inheritance. Only for .cpp files below src/pgext/pg, and only inside `call`. Nothing is locked.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/pg_list.h>
}

namespace pgt::pg {

/// Adds the parents of a table, those that the list has not yet.
[[nodiscard]] List* add_parents(List* to, Oid table);

/// Whether rows of a table are rows of `source`: it is the source, a partition of it, or a child.
[[nodiscard]] bool is_part_of(Oid table, Oid source);

/// Whether a statement that names one of two tables may change rows of the other.
[[nodiscard]] bool share_rows(Oid one, Oid other);

} // namespace pgt::pg
