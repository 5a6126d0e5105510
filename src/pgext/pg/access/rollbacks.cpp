#include "pg/access/rollbacks.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
}

namespace pgt::pg {
namespace {

std::uint64_t rolled_back = 0;

void notice(SubXactEvent event, SubTransactionId /*ended*/, SubTransactionId /*parent*/, void* /*argument*/) {
    if (event == SUBXACT_EVENT_ABORT_SUB) ++rolled_back;
}

void listen() {
    static bool listening = false;
    if (listening) return;
    call([] { RegisterSubXactCallback(notice, nullptr); });
    listening = true;
}

} // namespace

std::uint64_t rolled_back_subtransactions() {
    listen();
    return rolled_back;
}

} // namespace pgt::pg
