/// `executor`: runs refresh jobs. It knows transactions, and nothing of schedules: what the end of a job means is decided by the
/// scheduler.
#pragma once

#include "pg/access/lookup.hpp"
#include "scheduler/failure.hpp"

#include <pgt/schedule/job.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::ext {

/// A table of a job.
struct job_table {
    std::int64_t id = 0;
    pg::oid relation = pg::no_oid;
    pg::relation_name name;
    std::vector<pg::oid> reads;
    bool is_announced = false;     ///< may take long: the history shows it while it runs
    bool reads_watermarks = false; ///< whose watermarks have to agree in the state that the refresh sees
};

/// A job with all that it takes to run it, in any process: definitions may change while it runs, so tables are named by their relations.
struct job_order {
    std::vector<job_table> tables; ///< refreshed in one transaction, in this order
    schedule::initiator by = schedule::initiator::scheduler;
    schedule::time_point round;  ///< that it was planned in
    schedule::span time_limit{}; ///< 0: none
    int attempt = 1;
};

struct job_outcome {
    enum class result : std::uint8_t {
        done,
        busy, ///< nothing was done: a concurrent session is refreshing or changing one of the tables, or has advanced a watermark
        failed,
        lost ///< the process that ran it has ended; the transaction was rolled back, or committed just before
    };

    result how = result::done;
    schedule::span took{};

    // Of one that has failed.
    std::size_t at = 0; ///< which of its tables was being refreshed
    failed_refresh failure{};
    std::optional<schedule::span> exceeded{};  ///< it was cancelled at the end of this time limit
    std::vector<std::int64_t> announcements{}; ///< its rows of the history, which still say that it runs
};

struct ended_job {
    job_order order;
    job_outcome outcome;
};

class executor {
  public:
    enum class answer : std::uint8_t {
        started,
        full,  ///< not now: the scheduler is woken when a job ends
        unable ///< it cannot run this job, however long one waits
    };

    executor() = default;
    executor(const executor&) = delete;
    executor& operator=(const executor&) = delete;
    virtual ~executor() = default;

    /// Starts a job; once it has ended it is among the finished ones.
    [[nodiscard]] virtual answer start(const job_order& order) = 0;
    /// The jobs that have ended since the last call. Waits for none.
    [[nodiscard]] virtual std::vector<ended_job> finished() = 0;
};

} // namespace pgt::ext
