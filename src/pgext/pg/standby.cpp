#include "pg/standby.hpp"

#include "pg/guard.hpp"

extern "C" {
#include <access/xlog.h>
}

namespace pgt::pg {

bool is_standby() {
    return call([] { return RecoveryInProgress(); });
}

} // namespace pgt::pg
