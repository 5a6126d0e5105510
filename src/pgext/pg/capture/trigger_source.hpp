/// Which source a trigger of pg_trickle tells of. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <utils/reltrigger.h>
}

namespace pgt::pg {

/// The trigger's table, unless an argument names another one, of which the table is a part: the server copies the arguments of all triggers of a table
/// for each statement.
inline Oid source_told_of(const Trigger& trigger, Oid table) {
    return trigger.tgnargs == 0 ? table : atooid(trigger.tgargs[0]);
}

} // namespace pgt::pg
