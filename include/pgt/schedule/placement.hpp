/// Where refresh jobs run: in the process of the scheduler, or in one of its workers.
#pragma once

#include <pgt/schedule/time.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace pgt::schedule {

/// Jobs that take longer would keep others waiting if the scheduler itself ran them.
inline constexpr span worth_a_worker = std::chrono::milliseconds(20);

enum class placement : std::uint8_t {
    here,     ///< the scheduler's own process, which takes the least time for a short refresh
    anywhere, ///< in a worker if one is free now, else here
    worker    ///< in a worker as soon as one is free; here only where there can be none
};

/// For a job that takes `expected`, if that is known, when all jobs that are ready take `together`.
[[nodiscard]] constexpr placement place(std::optional<span> expected, span together) {
    if (!expected || *expected >= worth_a_worker) { return placement::worker; }
    return together >= worth_a_worker ? placement::anywhere : placement::here;
}

/// How many workers a database may have, of `most` in the whole server: `limit`, and if it has a `quota` (0: none) no more than this, or one and a
/// half of it as long as the server has fewer than 80 % of its workers, `in_use`.
[[nodiscard]] constexpr int allowed_workers(int limit, int quota, int most, int in_use) {
    int allowed = limit < most ? limit : most;
    if (quota == 0) { return allowed; }
    const bool may_burst = in_use * 100 < most * 80;
    const int share = may_burst ? (quota * 3 + 1) / 2 : quota;
    return share < allowed ? share : allowed;
}

} // namespace pgt::schedule
