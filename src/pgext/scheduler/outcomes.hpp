/// `outcomes`: what the end of a job means for its tables.
#pragma once

#include "pg/worker/shared_state.hpp"
#include "scheduler/executor.hpp"
#include "scheduler/roster.hpp"

namespace pgt::ext {

class outcomes {
  public:
    outcomes(roster& tables, pg::shared_database& slot) : tables_(tables), slot_(slot) {}

    /// Updates the state of the tables of a job that has ended in `round`, records a failure and reports it. Whatever of that fails, the
    /// other tables are refreshed.
    void apply(const job_outcome& outcome, schedule::time_point round);

    /// Records invalid rows of the catalog as failures of their tables, once.
    void record_invalid_rows();

  private:
    void succeeded(const job_outcome& outcome, schedule::time_point round);
    void follow_clock(std::size_t table);
    void postponed(const job_outcome& outcome, schedule::time_point round);
    void failed(const job_outcome& outcome, schedule::time_point round);
    void adapt(std::size_t table, schedule::span took);
    void retry_silently(std::size_t table, const failed_refresh& why,
                        const std::vector<std::int64_t>& announcements);
    void record(std::size_t table, schedule::failure_kind kind, const failed_refresh& why,
                const std::vector<std::int64_t>& announcements);

    roster& tables_;
    pg::shared_database& slot_;
};

} // namespace pgt::ext
