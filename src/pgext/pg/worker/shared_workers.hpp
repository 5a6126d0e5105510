/// Refresh workers in shared memory: processes that run refresh jobs for the scheduler of their database.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/worker/shared_process.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace pgt::pg {

/// What a worker does. Of two processes that make a step from `idle`, the first one succeeds: the scheduler, to `in_hand`, or the worker or the
/// launcher, to `leaving`. From `in_hand` all steps are the scheduler's, from `requested` and `running` the worker's.
enum class work_phase : std::uint8_t {
    idle,
    in_hand,   ///< the message is the outcome of a job, or the scheduler is writing one
    requested, ///< the message is a job
    running,
    leaving ///< it takes no job any more
};

/// A slot of a worker.
struct shared_worker {
    std::atomic<int> scheduler; ///< the process that uses the slot; 0: it is free
    std::atomic<oid> database;
    std::atomic<std::uint32_t>
        ticket; ///< of the process that was requested last: an earlier one that comes late ends
    std::atomic<bool> has_begun; ///< that process
    std::atomic<work_phase> phase;
    shared_process process;
    std::atomic<std::int64_t> job;            ///< its number in the list of jobs
    std::uint32_t length;                     ///< of the message
    std::array<std::byte, 16 * 1024> message; ///< a job, or the outcome of one

    /// Makes the step if the worker is in the phase `from`.
    [[nodiscard]] bool step(work_phase from, work_phase to) noexcept {
        return phase.compare_exchange_strong(from, to);
    }
};

/// Whether it has a job that has not ended.
[[nodiscard]] inline bool is_active(const shared_worker& one) noexcept {
    const work_phase now = one.phase;
    return now == work_phase::requested || now == work_phase::running;
}

/// A job that a worker was given, for reports.
struct shared_job {
    enum class state : std::uint8_t { running, succeeded, postponed, failed, lost };

    std::atomic<std::int64_t> id; ///< 0: the entry is being written, or was never used
    std::atomic<oid> database;
    std::atomic<std::int64_t> table; ///< the number of its first stream table
    std::atomic<int> tables;
    std::atomic<int> attempt;
    std::atomic<int> scheduler; ///< pid
    std::atomic<int> worker;    ///< pid; 0: it has not begun
    std::atomic<state> how;
    std::atomic<std::int64_t> planned;
    std::atomic<std::int64_t> started;
    std::atomic<std::int64_t> ended; ///< 0: it has not
};

struct shared_pool {
    /// Databases wait for a background worker: none is started for a pool meanwhile.
    std::atomic<bool> is_short;
    std::array<shared_worker, 64> workers;
    std::atomic<std::int64_t> last_job;
    std::array<shared_job, 512> jobs; ///< the latest ones, by their numbers

    /// The entry for a new job, with its number, which is not visible until that is stored in it.
    struct new_job {
        shared_job* entry;
        std::int64_t id;
    };
    [[nodiscard]] new_job begin_job() noexcept {
        const std::int64_t id = ++last_job;
        shared_job& entry = jobs[static_cast<std::size_t>(id) % jobs.size()];
        entry.id = 0;
        return {&entry, id};
    }
    /// A worker has begun to run its job.
    void begin_running(const shared_worker& worker) noexcept {
        const std::int64_t id = worker.job;
        shared_job& entry = jobs[static_cast<std::size_t>(id) % jobs.size()];
        if (entry.id == id) entry.worker = worker.process.pid();
    }
};

// In a scheduler. At its end its workers end, and their slots are free.

/// Takes a free slot, for this database; null: there is none, or the server has as many workers of pools as `most`.
[[nodiscard]] shared_worker* claim_worker(int most);
/// Requests a process for a slot of this scheduler, whose phase is `requested`. Returns false if the server has no background worker left.
[[nodiscard]] bool start_worker(shared_worker& in);
/// Whether the process of a slot has ended, or could not be started.
[[nodiscard]] bool has_stopped(const shared_worker& in);
/// Gives a slot back whose process has stopped, or was never requested.
void release_worker(shared_worker& slot);

/// How many workers of pools the server has.
[[nodiscard]] int count_workers(shared_pool& pool) noexcept;

} // namespace pgt::pg
