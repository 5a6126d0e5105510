/// `outcomes`: what the end of a job means for its tables.
#pragma once

#include "pg/worker/shared_state.hpp"
#include "scheduler/executor.hpp"
#include "scheduler/roster.hpp"

namespace pgt::ext {

class outcomes {
  public:
    outcomes(roster& tables, pg::shared_database& slot) : tables_(tables), slot_(slot) {}

    /// Updates the state of the tables of a job that has ended in `round`, as far as they are still there, records a failure and reports
    /// it. Whatever of that fails, the other tables are refreshed.
    void apply(const ended_job& job, schedule::time_point round);

    /// Records invalid rows of the catalog as failures of their tables, once.
    void record_invalid_rows();

  private:
    [[nodiscard]] schedule::group present(const job_order& order) const;
    void succeeded(const ended_job& job, schedule::time_point round);
    void postponed(const ended_job& job, schedule::time_point round);
    void failed(const ended_job& job, schedule::time_point round);
    void lost(const ended_job& job, schedule::time_point round);
    void record_failed(std::size_t table, schedule::failure_kind kind, const failed_refresh& why,
                       const job_outcome& outcome);
    void follow_clock(std::size_t table);
    void note_breach(std::size_t table);
    void adapt(std::size_t table, schedule::span took);
    void retry_silently(std::size_t table, const failed_refresh& why,
                        const std::vector<std::int64_t>& announcements);
    void record(std::size_t table, schedule::failure_kind kind, const failed_refresh& why,
                const std::vector<std::int64_t>& announcements);

    roster& tables_;
    pg::shared_database& slot_;
};

} // namespace pgt::ext
