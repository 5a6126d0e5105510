#include "pg/access/active_snapshot.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <utils/snapmgr.h>
}

namespace pgt::pg {

active_snapshot::active_snapshot() {
    call([] { PushActiveSnapshot(GetTransactionSnapshot()); });
}

active_snapshot::~active_snapshot() {
    call_in_destructor([] { PopActiveSnapshot(); });
}

} // namespace pgt::pg
