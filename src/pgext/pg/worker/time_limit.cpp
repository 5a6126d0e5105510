#include "pg/worker/time_limit.hpp"

#include <csignal>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <miscadmin.h>
#include <storage/latch.h>
#include <utils/timeout.h>
#include <utils/timestamp.h>
}

namespace pgt::pg {
namespace {

constexpr int milliseconds_between = 1000;
constexpr int patience = 3; ///< cancellations that may be ignored

volatile std::sig_atomic_t fired = 0;
std::atomic<ending>* reason = nullptr;

/// In the handler of a signal.
void on_time() {
    if (fired < patience) {
        QueryCancelPending = 1;
    } else {
        if (reason != nullptr) *reason = ending::asked_to;
        ProcDiePending = 1;
    }
    fired = fired + 1;
    InterruptPending = 1;
    SetLatch(MyLatch);
}

TimeoutId our_timeout() {
    static const TimeoutId id = RegisterTimeout(USER_TIMEOUT, on_time);
    return id;
}

} // namespace

time_limit::time_limit(std::chrono::milliseconds longest) {
    fired = 0;
    call([milliseconds = longest.count()] {
        const TimestampTz end = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds);
        enable_timeout_every(our_timeout(), end, milliseconds_between);
    });
}

time_limit::~time_limit() {
    disable_timeout(our_timeout(), false);
    if (fired > 0) QueryCancelPending = 0; // it came too late
}

void time_limit::ends_as(std::atomic<ending>& why) noexcept { reason = &why; }

bool time_limit::was_over() noexcept { return fired > 0; }

} // namespace pgt::pg
