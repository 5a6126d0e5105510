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
    bool is_announced = false; ///< may take long: the history shows it while it runs
};

/// A job with all that it takes to run it.
struct job_order {
    schedule::refresh_job job;
    std::vector<job_table> tables;
    schedule::span time_limit{}; ///< 0: none
};

struct job_outcome {
    enum class result : std::uint8_t {
        done,
        busy, ///< nothing was done: a concurrent session is refreshing or changing one of the tables
        failed
    };

    schedule::refresh_job job;
    result how = result::done;
    schedule::span took{};

    // Of one that has failed.
    std::size_t at = 0; ///< the table that was being refreshed
    failed_refresh failure{};
    std::optional<schedule::span> exceeded{};  ///< it was cancelled at the end of this time limit
    std::vector<std::int64_t> announcements{}; ///< its rows of the history, which still say that it runs
};

class executor {
  public:
    executor() = default;
    executor(const executor&) = delete;
    executor& operator=(const executor&) = delete;
    virtual ~executor() = default;

    /// Whether another job can be started.
    [[nodiscard]] virtual bool has_room() const = 0;
    /// Starts a job; its outcome is among the finished ones once it has ended.
    virtual void start(job_order order) = 0;
    /// The outcomes of jobs that have ended since the last call. Waits for none.
    [[nodiscard]] virtual std::vector<job_outcome> finished() = 0;
};

} // namespace pgt::ext
