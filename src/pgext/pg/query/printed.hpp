/// `printed`: a query as text that means the same when it is read again. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/parsenodes.h>
}

namespace pgt::pg {

/// To be called inside `call`; the query stays as it is.
const char* printed(const Query* query);

} // namespace pgt::pg
