/// `plan`: which refreshes can start now.
#pragma once

#include <pgt/schedule/job.hpp>
#include <pgt/schedule/network.hpp>
#include <pgt/schedule/progress.hpp>

#include <optional>
#include <span>
#include <vector>

namespace pgt::schedule {

/// What can be done now.
struct ready_set {
    /// None of them depends on another one, nor on a job that is running: any number of them may run at a time. The first one has
    /// the highest priority: by service class, of one class those that have waited for it, then groups before single tables, sources before their
    /// readers.
    std::vector<refresh_job> jobs;
    /// When to plan again if nothing happens until then; nothing: only when something happens.
    std::optional<time_point> next;
};

/// The jobs that can start in the round `now`, of tables whose state is `state`, which has an entry for each table.
///
/// A group is refreshed when it is due and has work: pending changes, sources without capture, or no contents yet. It waits until
/// no group that it reads, directly or through others that are due, is running or about to be refreshed in this round, so that a change
/// passes through all levels in one round. A group with a gated member waits as if it had nothing to do, and keeps its pending changes.
///
/// Plan again with the same `now` whenever a job has ended, until no job is ready: that ends the round. In a round each group has
/// one turn at most. A group that waits for its sources is not passed by again and again: once one of them has had a turn while the
/// group was waiting, this source has no other turn before the group has had its own. With one job at a time that never happens.
///
/// A job that has waited for a while counts as one of the next better class, so those of a worse class come to their turn however many there are of
/// better ones.
[[nodiscard]] ready_set plan(const network& tables, std::span<const progress> state, time_point now);

} // namespace pgt::schedule
