/// `auditor`: compares stream tables with their queries while there is nothing else to do, within a budget.
#pragma once

#include <pgt/schedule/time.hpp>

#include <cstdint>
#include <optional>

namespace pgt::ext {

/// One table at a time, in turns. After each the auditor rests until the time that all of them have taken is the part
/// of a core that pg_trickle.audit_budget allows.
class auditor {
  public:
    /// Compares a table if it is time for that. A failure is only logged. Returns when it will be time again; nothing: never.
    [[nodiscard]] std::optional<schedule::time_point> work(schedule::time_point now);

  private:
    void compare_next();

    std::int64_t last_ = 0; ///< the table that had the last turn
    std::optional<schedule::time_point> next_;
};

} // namespace pgt::ext
