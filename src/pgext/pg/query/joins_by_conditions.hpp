/// JOIN ... USING does not name the operators by which it compares: they are looked up when its text is read. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/primnodes.h>
}

namespace pgt::pg {

/// The tree with joins that have conditions in the place of USING, wherever a join of a query compares by an operator of another schema than PostgreSQL's own. To be
/// called inside `call`.
Node* with_joins_by_conditions(Node* tree);

} // namespace pgt::pg
