/// `watcher`: repeats alerts about what lasts: blown fuses, growing buffers, disabled triggers.
#pragma once

#include <pgt/schedule/time.hpp>

#include <optional>

namespace pgt::ext {

/// Looks after the scheduler has done something, and as long as there is something to tell; no more often than
/// pg_trickle.schedule_alert_cooldown_seconds says, and so that an idle database stays idle.
class watcher {
  public:
    /// The scheduler has done something.
    void wake() { has_news_ = true; }
    /// Looks if it is time for that. A failure is only logged. Returns when it will be time again; nothing: not before there is news.
    [[nodiscard]] std::optional<schedule::time_point> work(schedule::time_point now);

  private:
    [[nodiscard]] static bool send_all();

    bool has_news_ = true;
    std::optional<schedule::time_point> next_;
};

} // namespace pgt::ext
