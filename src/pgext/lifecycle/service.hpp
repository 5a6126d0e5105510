/// How the scheduler serves stream tables.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// Has the scheduler leave tables alone, after what it is doing with them. Returns a sentence about how many. Throws `user_error`: 42501 unless the
/// current user owns them, 22023 for one that no scheduler refreshes.
[[nodiscard]] std::string pause_scheduler(const std::vector<std::string>& names);

/// The reverse.
[[nodiscard]] std::string resume_scheduler(const std::vector<std::string>& names);

/// Sets how old the contents of a table may become: its schedule is no longer, and the shorter the time is the better is its class; and for which part of
/// the time they may be older, if not pg_trickle.sla_error_budget. Throws `user_error` 22023 for a time that is not positive, a part that is none, and for a table that has no schedule, or a cron.
void set_freshness_deadline(const std::string& name, std::optional<double> seconds,
                            std::optional<double> error_budget);

} // namespace pgt::ext
