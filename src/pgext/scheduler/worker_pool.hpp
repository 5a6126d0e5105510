/// `worker_pool`: runs jobs in other processes, one in each.
#pragma once

#include "pg/worker/shared_workers.hpp"
#include "scheduler/executor.hpp"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pgt::ext {

/// Workers are started when there is a job for them and the settings allow another one, and end by themselves when they have had none for a
/// while. A table goes to the worker that had it last, which has its plans, if that is free.
class worker_pool final : public executor {
  public:
    [[nodiscard]] answer start(const job_order& order) override;
    [[nodiscard]] std::vector<ended_job> finished() override;

    /// Whether any job runs.
    [[nodiscard]] bool is_busy() const;
    /// Whether a job runs that refreshes this table.
    [[nodiscard]] bool refreshes(pg::oid table) const;

  private:
    struct worker {
        pg::shared_worker* slot;
        std::optional<job_order> job{}; ///< that it was given last, until its outcome is known
        schedule::time_point given{};
        pg::shared_job* entry = nullptr; ///< of the job, for reports
        std::int64_t number = 0;         ///< of the entry
    };

    [[nodiscard]] worker* find_idle(pg::oid table);
    [[nodiscard]] worker* add();
    void give(worker& to, const job_order& order, std::span<const std::byte> message);
    [[nodiscard]] job_outcome end(worker& of, bool is_lost);
    void drop_surplus();
    void forget_stopped();

    std::vector<worker> workers_;
    std::unordered_map<pg::oid, pg::shared_worker*> last_; ///< of each table: the worker that had it last
    schedule::time_point not_before_;                      ///< when to try again to start a worker
};

} // namespace pgt::ext
