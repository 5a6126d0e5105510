/// `initiator`: on whose behalf a refresh runs.
#pragma once

#include <cstdint>

namespace pgt::schedule {

/// The creation of its table, a call by a user, or the scheduler.
enum class initiator : std::uint8_t { initial, manual, scheduler };

} // namespace pgt::schedule
