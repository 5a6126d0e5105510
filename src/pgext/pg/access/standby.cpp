#include "pg/access/standby.hpp"

#include <pgt/error.hpp>

#include <format>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xlog.h>
}

namespace pgt::pg {

bool is_standby() {
    return call([] { return RecoveryInProgress(); });
}

void refuse_on_standby(const std::string& what) {
    if (!is_standby()) { return; }
    throw user_error(sqlstate::read_only_transaction, std::format("cannot {} on a standby", what))
        .detail("A standby only replays the changes of the primary.")
        .hint("Call this on the primary.");
}

} // namespace pgt::pg
