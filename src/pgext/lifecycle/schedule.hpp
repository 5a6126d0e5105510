/// `schedule`: when a stream table is to be refreshed, as users write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pgt::ext {

/// What a schedule says.
enum class schedule_kind : std::uint8_t {
    calculated, ///< as often as the stream tables that read it
    duration,   ///< "1h30m", "5 seconds", "90"
    cron,       ///< "*/5 * * * *", "@hourly"
};

struct schedule {
    schedule_kind kind = schedule_kind::calculated;
    std::string text;         ///< as written; empty when calculated
    std::int64_t seconds = 0; ///< of a duration
};

/// Seconds of a duration: numbers each followed by a unit (s, m, h, d, w, or their names), or one number of seconds.
/// Nothing if `text` is none.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

/// Whether `text` is an alias (@hourly, ...), or five fields of cron, or six, of which the first is the second.
[[nodiscard]] bool is_cron(std::string_view text);

/// Throws `user_error` 22023 for what is no schedule, and for a duration of less than `shortest` seconds.
[[nodiscard]] schedule parse_schedule(std::string_view text, std::int64_t shortest);

} // namespace pgt::ext
