/// `parse_duration`: lengths of time, as users write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pgt::schedule {

/// Seconds of a duration: numbers each followed by a unit (s, m, h, d, w, or their names), or one number of seconds.
/// Nothing if `text` is none.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

} // namespace pgt::schedule
