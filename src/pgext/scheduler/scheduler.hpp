/// `scheduler`: keeps the stream tables of one database up to date.
#pragma once

#include "pg/worker/shared_state.hpp"
#include "scheduler/auditor.hpp"
#include "scheduler/inline_executor.hpp"
#include "scheduler/outcomes.hpp"
#include "scheduler/roster.hpp"
#include "scheduler/watcher.hpp"
#include "scheduler/worker_pool.hpp"

#include <pgt/schedule/placement.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pgt::ext {

/// The loop: it receives changes, asks `schedule::plan` what can be done, has it done by the executors, and waits.
class scheduler {
  public:
    explicit scheduler(pg::shared_database& slot) : slot_(slot) {}

    /// Runs until the process ends.
    [[noreturn]] void run();

  private:
    void begin();
    void step();
    [[nodiscard]] bool may_start() const;
    [[nodiscard]] bool run_round(schedule::ready_set& ready, schedule::time_point round);
    void run_critical();
    [[nodiscard]] bool start_ready(const schedule::ready_set& ready);
    [[nodiscard]] executor::answer start(const schedule::refresh_job& job, executor& where);
    void settle_finished(schedule::time_point round);
    [[nodiscard]] std::optional<schedule::span> expected(const schedule::group& tables) const;
    [[nodiscard]] schedule::placement place(const schedule::refresh_job& job, schedule::span together) const;
    [[nodiscard]] job_order order_of(const schedule::refresh_job& job) const;
    [[nodiscard]] bool apply_changes();
    [[nodiscard]] std::vector<pg::oid> receive_changes();
    void reload(bool is_search);
    void watch_prepared();
    void keep_marks(std::span<const pg::oid> received);
    void sleep(std::optional<schedule::time_point> until, std::span<const pg::oid> received);
    void follow_clock(schedule::time_point now);
    void tidy_up(schedule::time_point now);
    void end_if_unwanted();
    [[noreturn]] void rest(std::span<const pg::oid> received);
    [[noreturn]] void leave(pg::ending why);

    pg::shared_database& slot_;
    roster tables_;
    outcomes outcomes_{tables_, slot_};
    inline_executor here_;
    worker_pool workers_;
    auditor auditor_;
    watcher watcher_;
    std::optional<std::uint32_t> definitions_; ///< the version that `tables_` has; nothing: none yet
    schedule::time_point last_look_;
    schedule::time_point last_search_; ///< of all buffers
    bool has_begun_ = false;
    bool is_leaving_ = false;      ///< it ends when no job runs any more
    bool has_to_search_ = true;    ///< all buffers have to be searched
    bool may_have_missed_ = false; ///< changes of marked sources
    bool is_tidy_ = true;          ///< the history has no rows left to prune
    std::optional<schedule::time_point> last_tidied_;
};

} // namespace pgt::ext
