/// `offered_relation`: a delta as the server knows it. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/query/delta_store.hpp"

#include "pg/boundary/server.hpp"

extern "C" {
#include <utils/queryenvironment.h>
}

namespace pgt::pg {

/// What `delta_store::as_relation` makes.
struct offered_relation {
    EphemeralNamedRelationData base; ///< the server has a pointer to this, the first member
    const delta_store* delta;
};

} // namespace pgt::pg
