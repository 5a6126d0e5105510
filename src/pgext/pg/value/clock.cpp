#include "pg/value/clock.hpp"

#include <chrono>

#include "pg/boundary/server.hpp"

extern "C" {
#include <utils/timestamp.h>
}

namespace pgt::pg {
namespace {

long long nanoseconds() {
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

moment now() noexcept { return static_cast<moment>(GetCurrentTimestamp()); }

stopwatch::stopwatch() noexcept : start_(nanoseconds()) {}

double stopwatch::lap() noexcept {
    const long long end = nanoseconds();
    const double milliseconds = static_cast<double>(end - start_) / 1e6;
    start_ = end;
    return milliseconds;
}

} // namespace pgt::pg
