/// `cron`: points in time that repeat, such as `*/5 * * * *`.
#pragma once

#include <pgt/schedule/time.hpp>

#include <array>
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pgt::schedule {

/// An expression of cron: five fields, or six, of which the first is the second. Evaluated in UTC.
class cron {
  public:
    /// The values that a field names.
    using values = std::bitset<60>;

    /// Nothing if `text` is none: neither an alias (@hourly, ...) nor fields with values that exist.
    [[nodiscard]] static std::optional<cron> parse(std::string_view text);

    /// The first point in time after `after`; nothing if there is none, as of the 30th of February.
    [[nodiscard]] std::optional<time_point> next(time_point after) const;

  private:
    enum field : std::uint8_t { second, minute, hour, day_of_month, month, day_of_week };

    static std::optional<cron> parse_fields(std::string_view text);
    /// A day of the month and a day of the week that are both restricted are alternatives.
    [[nodiscard]] bool matches(std::chrono::year_month_day date, std::chrono::weekday weekday) const;
    /// The first time of day from `from` on.
    [[nodiscard]] std::optional<std::chrono::seconds> next_time(std::chrono::seconds from) const;

    std::array<values, 6> fields_;
    bool any_day_ = true;
    bool any_weekday_ = true;
};

} // namespace pgt::schedule
