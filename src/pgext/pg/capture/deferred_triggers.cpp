#include "pg/capture/deferred_triggers.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <commands/trigger.h>
}

namespace pgt::pg {

void fire_deferred_triggers() {
    call([] { AfterTriggerFireDeferred(); });
}

} // namespace pgt::pg
