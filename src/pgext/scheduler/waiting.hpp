/// Stream tables that wait for gates of sources and for watermark groups.
#pragma once

#include "scheduler/roster.hpp"

#include <optional>

namespace pgt::ext {

/// Of tables with pending changes that must not be refreshed yet: writes the reason to the history, once as long as it is the same, and sends the
/// alert watermark_stuck after pg_trickle.watermark_holdback_timeout. Returns when the next alert may be due.
[[nodiscard]] std::optional<schedule::time_point> note_waiting(roster& tables, schedule::time_point now);

} // namespace pgt::ext
