#include "pg/capture/deferred_triggers.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <commands/trigger.h>
#include <utils/portal.h>
}

namespace pgt::pg {

void fire_deferred_triggers() {
    call([] { AfterTriggerFireDeferred(); });
}

bool close_cursors(bool is_prepared) {
    return call([is_prepared] { return PreCommit_Portals(is_prepared); });
}

} // namespace pgt::pg
