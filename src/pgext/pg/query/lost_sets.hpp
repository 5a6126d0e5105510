/// Set-returning functions that PostgreSQL's planner removes, with the rows that they would give. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/primnodes.h>
}

namespace pgt::pg {

/// To be called inside `call`: the tree with NULL in the place of calls of strict functions with a NULL, which the planner computes without looking at a set
/// among the other arguments: `unnest(a) + NULL` is NULL in one row.
Node* without_lost_sets(Node* tree);

} // namespace pgt::pg
