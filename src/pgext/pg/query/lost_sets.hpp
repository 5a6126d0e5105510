/// Set-returning functions that PostgreSQL's planner removes, with the rows that they would give. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/primnodes.h>
}

namespace pgt::pg {

/// To be called inside `call`: the tree with constants in the place of expressions that the planner computes without looking at a set below them:
/// `unnest(a) + NULL`, a call of a strict function, is NULL in one row; `unnest(b) AND false` is false in one row.
Node* without_lost_sets(Node* tree);

} // namespace pgt::pg
