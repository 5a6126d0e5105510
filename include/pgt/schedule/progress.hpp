/// `progress`: the state of a stream table that planning depends on.
#pragma once

#include <pgt/schedule/failure.hpp>
#include <pgt/schedule/network.hpp>

#include <optional>

namespace pgt::schedule {

struct progress {
    bool active = true;                ///< false: the scheduler does not refresh it
    bool gated = false;                ///< it must not be refreshed yet, whatever has changed
    bool running = false;              ///< a job that refreshes it was started and has not ended
    std::optional<time_point> pending; ///< since when it has had changes that no refresh has begun to apply
    std::optional<time_point>
        applying; ///< while it runs: since when it had had the changes that are being applied
    std::optional<time_point> last; ///< the round of its last successful refresh; nothing: there was none
    std::optional<time_point> turn; ///< the round in which its last job ended, whatever came of it
    std::optional<time_point> not_before; ///< when to retry after a failure
    std::optional<span> took;             ///< its last successful refresh
    int failures = 0;                     ///< in a row
    int stretch = 1;                      ///< factor on its cadence
    std::optional<time_point> moment =
        {}; ///< when rows of it come or go by the clock, though no source changes

    /// One of its sources has changed.
    void changed(time_point now);
    /// A job begins that refreshes it. Changes from now on may or may not be applied by it: they are pending again.
    void started();
    /// The job has succeeded; it was planned in `planned` and ends in `ended`.
    void refreshed(time_point planned, time_point ended);
    /// The job could not begin: a concurrent session is refreshing or changing the table.
    void postponed(time_point until, time_point ended);
    /// The job has failed because of another table of its group.
    void rolled_back(time_point ended);
    /// The job has failed; its changes are still pending.
    void failed(failure_kind kind, time_point now, time_point ended);

    /// Since when it has had changes that are not applied yet.
    [[nodiscard]] std::optional<time_point> waiting_since() const { return applying ? applying : pending; }

  private:
    void end_turn(time_point round);
    void resume_pending();
};

/// When the interval ends in which a table was last refreshed.
///
/// Time is divided into intervals as long as the cadence, the same for all tables of one cadence, so that tables that read each
/// other are due together.
[[nodiscard]] time_point end_of_interval(const cadence& when, const progress& of);

/// How long a table has to be up to date before a change counts as one after a pause: a tenth of its interval, or ten times what its
/// refresh takes, but no more than the interval.
[[nodiscard]] span pause_before(span interval, const progress& of);

/// When a table is to be refreshed that has pending changes, or is given some at `now`.
///
/// A change after a pause is applied at once. While changes go on, the table is refreshed once in each interval. So its contents are
/// never older than its cadence. A failure delays it beyond that.
[[nodiscard]] time_point due(const cadence& when, const progress& of, time_point now);

/// For how long changes may wait before a table counts as stale: twice its cadence and a second; nothing for a cron.
[[nodiscard]] std::optional<span> tolerance(const cadence& when);

/// Whether a table is stale: its changes have waited for longer than its schedule tolerates.
[[nodiscard]] bool is_stale(const cadence& when, const progress& of, time_point now);

} // namespace pgt::schedule
