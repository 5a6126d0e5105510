/// The settings of pg_trickle.
#pragma once

#include <cstdint>

namespace pgt::ext {

/// How a refresh is to be done, whatever it would choose.
enum class refresh_strategy : std::uint8_t { by_cost, differential, full };

/// What they are now, in this session.
namespace settings {
[[nodiscard]] int min_schedule_seconds();
[[nodiscard]] refresh_strategy strategy();
[[nodiscard]] double cost_model_safety_margin();
/// 0: no limit.
[[nodiscard]] double differential_max_change_ratio();
/// 0: no limit.
[[nodiscard]] int max_buffer_rows();
} // namespace settings

/// Makes the settings known to the server. Call it once, when the module is loaded.
void define_settings();

} // namespace pgt::ext
