/// `launcher`: starts a scheduler for each database with the extension, when it needs one.
#pragma once

#include "pg/worker/shared_state.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pgt::ext {

/// Whether the extension is in a database can only be seen in there: a scheduler that does not find it ends, and the
/// launcher remembers that until an extension is created in that database.
///
/// There may be more databases than the server has workers. When one waits, the scheduler that has been idle longest is asked to rest, or,
/// if none is idle, the one that has run longest. It is started again when a change is committed there, or when something is due.
class launcher {
  public:
    explicit launcher(pg::shared_state& state) : state_(state) {}

    /// Runs until the process ends.
    [[noreturn]] void run();

  private:
    using clock = std::chrono::steady_clock;

    /// A database, as the launcher knows it.
    struct known {
        bool has_no_extension = false;
        std::optional<clock::time_point> asked; ///< when a scheduler was requested that has not begun yet
        bool has_run = false;                   ///< the scheduler that was requested last has begun
        int failures = 0;                       ///< in a row
        clock::time_point not_before;
        std::optional<clock::time_point> waits_since; ///< for a worker

        // While it rests and has no slot in the shared memory.
        bool is_unslotted = false;
        bool is_wanted = false;
        std::int64_t due = 0;
    };

    void look();
    void forget_answers();
    void receive_unslotted();
    void release_slots(const std::vector<pg::oid>& databases);
    [[nodiscard]] std::vector<pg::oid> in_order(std::vector<pg::oid> databases);
    void watch(pg::oid database);
    void note_end(known& about, const pg::shared_database& slot);
    [[nodiscard]] bool may_rest(const known& about, const pg::shared_database* slot);
    void start(pg::oid database, known& about, pg::shared_database* slot);
    void wait_for_worker(known& about);
    [[nodiscard]] clock::duration longest_wait() const;
    void make_room();
    [[nodiscard]] bool dismiss_workers();
    [[nodiscard]] pg::shared_database* to_rest();
    void warn_without_worker();
    [[nodiscard]] pg::shared_database* claim(pg::oid database);
    void evict(pg::shared_database& slot, pg::oid database);
    void wake_all();
    void look_again(clock::duration after) { next_ = std::min(next_, after); }

    pg::shared_state& state_;
    std::unordered_map<pg::oid, known> known_;
    clock::duration next_{};
    int starting_ = 0; ///< schedulers that were requested and have not begun yet
    int waiting_ = 0;  ///< databases that wait for a worker
    bool has_warned_ = false;
};

} // namespace pgt::ext
