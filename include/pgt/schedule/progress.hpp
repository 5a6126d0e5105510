/// `progress`: how far a stream table has come.
#pragma once

#include <pgt/schedule/backoff.hpp>
#include <pgt/schedule/failure.hpp>
#include <pgt/schedule/network.hpp>

#include <optional>
#include <variant>

namespace pgt::schedule {

struct progress {
    bool active = true;               ///< false: the scheduler leaves it alone
    std::optional<moment> pending;    ///< since when there has been something to take in
    std::optional<moment> last;       ///< when it was last refreshed; nothing: never
    std::optional<moment> not_before; ///< when to try again after a failure
    int failures = 0;                 ///< in a row
    int stretch = 1;                  ///< of its cadence
    std::optional<moment> said_stale; ///< when it was last said that it is
    std::optional<moment> said_late;  ///< when it was last said that its refresh takes too long

    /// Something has changed that it reads.
    void changed(moment now) {
        if (!pending) { pending = now; }
    }

    /// It was refreshed, in a pass that began at `now`, or looked at and found up to date.
    void refreshed(moment now) {
        pending.reset();
        last = now;
        not_before.reset();
        failures = 0;
        said_stale.reset();
    }

    /// Its refresh failed; it is still pending.
    void failed(failure_kind kind, moment now) {
        ++failures;
        not_before = now + retry_delay(kind, failures);
    }
};

/// When a table that something is pending for is to be refreshed.
///
/// Time is cut into pieces as long as the cadence, the same for all tables of one cadence, so that those that read each
/// other are due together; in each piece a table is refreshed once at most, as soon as there is something to do. So what
/// it holds is never older than its cadence, and after a pause a change is there at once.
[[nodiscard]] inline moment due(const cadence& when, const progress& of) {
    constexpr moment at_once = moment::min();
    moment time = at_once;
    if (of.last) {
        if (const auto* const repeated = std::get_if<cron>(&when)) {
            time = repeated->next(*of.last).value_or(moment::max());
        } else if (const span piece = std::get<span>(when) * of.stretch; piece > span(0)) {
            time = moment((of.last->time_since_epoch() / piece + 1) * piece);
        }
    }
    return of.not_before ? std::max(time, *of.not_before) : time;
}

/// Whether what a table holds is older than its schedule allows, with some patience: twice the cadence and a second.
[[nodiscard]] inline bool is_stale(const cadence& when, const progress& of, moment now) {
    const auto* const piece = std::get_if<span>(&when);
    return piece != nullptr && of.pending && now > *of.pending + *piece * 2 + std::chrono::seconds(1);
}

} // namespace pgt::schedule
