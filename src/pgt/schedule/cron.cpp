#include <pgt/schedule/cron.hpp>

#include "schedule/cron_field.hpp"
#include "schedule/text.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace pgt::schedule {
namespace {

struct cron_alias {
    std::string_view name;
    std::string_view fields;
};

constexpr std::array cron_aliases{cron_alias{"@hourly", "0 * * * *"},   cron_alias{"@daily", "0 0 * * *"},
                                  cron_alias{"@midnight", "0 0 * * *"}, cron_alias{"@weekly", "0 0 * * 0"},
                                  cron_alias{"@monthly", "0 0 1 * *"},  cron_alias{"@yearly", "0 0 1 1 *"},
                                  cron_alias{"@annually", "0 0 1 1 *"}};

/// The first value that is set, from `from` on; `none` if there is none.
constexpr int none = -1;
int first_from(const cron::values& values, int from) {
    for (auto value = static_cast<std::size_t>(from); value < values.size(); ++value) {
        if (values.test(value)) { return static_cast<int>(value); }
    }
    return none;
}

} // namespace

std::optional<cron> cron::parse(std::string_view text) {
    const std::string lowered = lower(trimmed(text));
    const auto* const alias = std::ranges::find(cron_aliases, lowered, &cron_alias::name);
    return parse_fields(alias == cron_aliases.end() ? std::string_view(lowered) : alias->fields);
}

std::optional<cron> cron::parse_fields(std::string_view text) {
    const auto found = words(text);
    const std::size_t count = cron_fields.size();
    if (found.size() != count - 1 && found.size() != count) { return std::nullopt; }
    const std::size_t skipped = count - found.size();
    cron result;
    result.fields_[second].set(0);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto values = parse_cron_field(found[i], cron_fields[i + skipped]);
        if (!values) { return std::nullopt; }
        result.fields_[i + skipped] = *values;
    }
    result.any_day_ = found[day_of_month - skipped].starts_with('*');
    result.any_weekday_ = found[day_of_week - skipped].starts_with('*');
    if (result.fields_[day_of_week].test(7)) { result.fields_[day_of_week].set(0); }
    return result;
}

std::optional<time_point> cron::next(time_point after) const {
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

bool cron::matches(std::chrono::year_month_day date, std::chrono::weekday weekday) const {
    const bool by_date = fields_[day_of_month].test(static_cast<unsigned>(date.day()));
    const bool by_weekday = fields_[day_of_week].test(weekday.c_encoding());
    return any_day_ || any_weekday_ ? by_date && by_weekday : by_date || by_weekday;
}

std::optional<std::chrono::seconds> cron::next_time(std::chrono::seconds from) const {
    const std::chrono::hh_mm_ss split(from);
    std::array<int, 3> at{static_cast<int>(split.seconds().count()),
                          static_cast<int>(split.minutes().count()), static_cast<int>(split.hours().count())};
    for (int part = hour; part >= second;) {
        const auto index = static_cast<std::size_t>(part);
        const int found = first_from(fields_[index], at[index]);
        if (found == none) {
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
    return std::chrono::hours(at[hour]) + std::chrono::minutes(at[minute]) + std::chrono::seconds(at[second]);
}

} // namespace pgt::schedule
