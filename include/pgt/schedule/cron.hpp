/// `cron`: points in time that repeat, such as `*/5 * * * *`.
#pragma once

#include <pgt/schedule/detail/text.hpp>
#include <pgt/schedule/time.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace pgt::schedule {
namespace detail {

/// What one field of cron may hold.
struct cron_field {
    std::size_t least;
    std::size_t greatest;
    std::span<const std::string_view> names; ///< of the values from `least` on
};

inline constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                         "jul", "aug", "sep", "oct", "nov", "dec"};
inline constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

/// Second, minute, hour, day of the month, month, day of the week (7 is Sunday too).
inline constexpr std::array<cron_field, 6> cron_fields{cron_field{0, 59, {}},     cron_field{0, 59, {}},
                                                       cron_field{0, 23, {}},     cron_field{1, 31, {}},
                                                       cron_field{1, 12, months}, cron_field{0, 7, weekdays}};

struct cron_alias {
    std::string_view name;
    std::string_view fields;
};

inline constexpr std::array cron_aliases{
    cron_alias{"@hourly", "0 * * * *"},   cron_alias{"@daily", "0 0 * * *"},
    cron_alias{"@midnight", "0 0 * * *"}, cron_alias{"@weekly", "0 0 * * 0"},
    cron_alias{"@monthly", "0 0 1 * *"},  cron_alias{"@yearly", "0 0 1 1 *"},
    cron_alias{"@annually", "0 0 1 1 *"}};

/// The values that a field names.
using cron_values = std::bitset<60>;

inline std::optional<std::size_t> cron_value(std::string_view text, const cron_field& field) {
    if (const auto found = std::ranges::find(field.names, text); found != field.names.end()) {
        return field.least + static_cast<std::size_t>(found - field.names.begin());
    }
    const auto value = number(text);
    if (!value || *value < 0 || std::cmp_less(*value, field.least) ||
        std::cmp_greater(*value, field.greatest)) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(*value);
}

/// The ends of `*`, `5` or `1-5`. A single value with a step goes on to the greatest.
inline std::optional<std::pair<std::size_t, std::size_t>> cron_range(std::string_view text, bool has_step,
                                                                     const cron_field& field) {
    if (text == "*") { return std::pair(field.least, field.greatest); }
    const auto ends = split(text, '-');
    if (ends.size() > 2) { return std::nullopt; }
    const auto first = cron_value(ends.front(), field);
    const auto last = ends.size() == 1 && has_step ? field.greatest : cron_value(ends.back(), field);
    if (!first || !last || *first > *last) { return std::nullopt; }
    return std::pair(*first, *last);
}

/// `*`, `5`, `1-5`, each perhaps with `/step`.
inline bool add_cron_item(cron_values& to, std::string_view item, const cron_field& field) {
    const auto stepped = split(item, '/');
    if (stepped.size() > 2) { return false; }
    const auto step = stepped.size() == 2 ? number(stepped[1]).value_or(0) : 1;
    const auto range = cron_range(stepped[0], stepped.size() == 2, field);
    if (step < 1 || !range) { return false; }
    for (std::size_t value = range->first; value <= range->second; value += static_cast<std::size_t>(step)) {
        to.set(value);
    }
    return true;
}

inline std::optional<cron_values> parse_cron_field(std::string_view text, const cron_field& field) {
    cron_values values;
    const auto items = split(text, ',');
    const bool good =
        std::ranges::all_of(items, [&](std::string_view item) { return add_cron_item(values, item, field); });
    return good ? std::optional(values) : std::nullopt;
}

/// The first value that is set, from `from` on; `none` if there is none.
inline constexpr int none = -1;
inline int first_from(const cron_values& values, int from) {
    for (auto value = static_cast<std::size_t>(from); value < values.size(); ++value) {
        if (values.test(value)) { return static_cast<int>(value); }
    }
    return none;
}

} // namespace detail

/// An expression of cron: five fields, or six, of which the first is the second. Evaluated in UTC.
class cron {
  public:
    /// Nothing if `text` is none: neither an alias (@hourly, ...) nor fields with values that exist.
    [[nodiscard]] static std::optional<cron> parse(std::string_view text) {
        const std::string lowered = detail::lower(detail::trimmed(text));
        const auto* const alias = std::ranges::find(detail::cron_aliases, lowered, &detail::cron_alias::name);
        return parse_fields(alias == detail::cron_aliases.end() ? std::string_view(lowered) : alias->fields);
    }

    /// The first point in time after `after`; nothing if there is none, as of the 30th of February.
    [[nodiscard]] std::optional<time_point> next(time_point after) const {
        using namespace std::chrono;
        const auto start = floor<seconds>(after) + seconds(1);
        auto day = floor<days>(start);
        seconds time = start - day;
        // Within 8 years there is a 29th of February, within 40 on each day of the week.
        for (const auto last = day + days(40 * 366); day <= last; day += days(1), time = seconds(0)) {
            const year_month_day date(day);
            if (!fields_[month].test(static_cast<unsigned>(date.month()))) {
                day = sys_days(date.year() / date.month() / std::chrono::last); // on to the next month
                continue;
            }
            if (!matches(date, weekday(day))) { continue; }
            if (const auto found = next_time(time)) { return day + *found; }
        }
        return std::nullopt;
    }

  private:
    enum field : std::uint8_t { second, minute, hour, day_of_month, month, day_of_week };

    static std::optional<cron> parse_fields(std::string_view text) {
        const auto words = detail::words(text);
        const std::size_t count = detail::cron_fields.size();
        if (words.size() != count - 1 && words.size() != count) { return std::nullopt; }
        const std::size_t skipped = count - words.size();
        cron result;
        result.fields_[second].set(0);
        for (std::size_t i = 0; i < words.size(); ++i) {
            auto values = detail::parse_cron_field(words[i], detail::cron_fields[i + skipped]);
            if (!values) { return std::nullopt; }
            result.fields_[i + skipped] = *values;
        }
        result.any_day_ = words[day_of_month - skipped].starts_with('*');
        result.any_weekday_ = words[day_of_week - skipped].starts_with('*');
        if (result.fields_[day_of_week].test(7)) { result.fields_[day_of_week].set(0); }
        return result;
    }

    /// A day of the month and a day of the week that are both restricted are alternatives.
    [[nodiscard]] bool matches(std::chrono::year_month_day date, std::chrono::weekday weekday) const {
        const bool by_date = fields_[day_of_month].test(static_cast<unsigned>(date.day()));
        const bool by_weekday = fields_[day_of_week].test(weekday.c_encoding());
        return any_day_ || any_weekday_ ? by_date && by_weekday : by_date || by_weekday;
    }

    /// The first time of day from `from` on.
    [[nodiscard]] std::optional<std::chrono::seconds> next_time(std::chrono::seconds from) const {
        const std::chrono::hh_mm_ss split(from);
        std::array<int, 3> at{static_cast<int>(split.seconds().count()),
                              static_cast<int>(split.minutes().count()),
                              static_cast<int>(split.hours().count())};
        for (int part = hour; part >= second;) {
            const auto index = static_cast<std::size_t>(part);
            const int found = detail::first_from(fields_[index], at[index]);
            if (found == detail::none) {
                if (part == hour) { return std::nullopt; }
                std::fill_n(at.begin(), index + 1, 0); // the next of the part above
                ++at[index + 1];
                ++part;
                continue;
            }
            if (found > at[index]) { std::fill_n(at.begin(), index, 0); }
            at[index] = found;
            --part;
        }
        return std::chrono::hours(at[hour]) + std::chrono::minutes(at[minute]) +
               std::chrono::seconds(at[second]);
    }

    std::array<detail::cron_values, 6> fields_;
    bool any_day_ = true;
    bool any_weekday_ = true;
};

} // namespace pgt::schedule
