/// What a slot of the shared memory says about the scheduler of its database.
#pragma once

#include "pg/value/clock.hpp"
#include "pg/worker/shared_state.hpp"

#include <cstdint>

namespace pgt::ext {

[[nodiscard]] inline std::int64_t server_now() { return static_cast<std::int64_t>(pg::now()); }

[[nodiscard]] inline bool runs(const pg::shared_database& slot) { return slot.scheduler.pid() != 0; }

[[nodiscard]] inline bool is_due(std::int64_t due) { return due != 0 && due <= server_now(); }

} // namespace pgt::ext
