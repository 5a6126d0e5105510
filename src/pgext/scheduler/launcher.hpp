/// `launcher`: sees to it that every database with the extension has a scheduler.
#pragma once

#include "pg/shared_state.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pgt::ext {

/// Whether the extension is in a database can only be seen in there: a scheduler that does not find it ends, and the
/// launcher remembers that until somebody creates an extension in that database.
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
        std::optional<clock::time_point> asked; ///< when a scheduler was asked for that has not begun yet
        bool has_run = false;                   ///< the scheduler that was asked for last has begun
        int failures = 0;                       ///< in a row
        clock::time_point not_before;
    };

    void look();
    void forget_answers();
    void release_places(const std::vector<pg::oid>& databases);
    void watch(pg::oid database);
    void take_note_of_end(known& about, const pg::shared_database& place);
    void start(pg::oid database, known& about, pg::shared_database* place);
    [[nodiscard]] pg::shared_database* claim(pg::oid database);
    void look_again(clock::duration after) { next_ = std::min(next_, after); }

    pg::shared_state& state_;
    std::unordered_map<pg::oid, known> known_;
    clock::duration next_{};
    int starting_ = 0; ///< schedulers that were asked for and have not begun yet
    bool has_warned_ = false;
};

} // namespace pgt::ext
