#include "lifecycle/schedule.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <format>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// The longest start of `rest` whose letters are all `wanted`, which is taken off it.
template <class Wanted> std::string_view take(std::string_view& rest, Wanted wanted) {
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(rest, wanted) - rest.begin());
    const std::string_view taken = rest.substr(0, length);
    rest.remove_prefix(length);
    return taken;
}

std::optional<std::int64_t> number(std::string_view digits) {
    std::int64_t result = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
    if (failed != std::errc() || end != digits.data() + digits.size()) { return std::nullopt; }
    return result;
}

struct unit {
    std::string_view name;
    std::int64_t seconds;
};

constexpr std::array units{
    unit{"s", 1},        unit{"sec", 1},     unit{"secs", 1},      unit{"second", 1},    unit{"seconds", 1},
    unit{"m", 60},       unit{"min", 60},    unit{"mins", 60},     unit{"minute", 60},   unit{"minutes", 60},
    unit{"h", 3600},     unit{"hour", 3600}, unit{"hours", 3600},  unit{"d", 86400},     unit{"day", 86400},
    unit{"days", 86400}, unit{"w", 604800},  unit{"week", 604800}, unit{"weeks", 604800}};

/// One number with its unit, taken off `rest`.
std::optional<std::int64_t> take_part(std::string_view& rest) {
    const auto count = number(take(rest, is_digit));
    take(rest, is_blank);
    const std::string_view name = take(rest, [](char c) { return !is_blank(c) && !is_digit(c); });
    const auto* const found = std::ranges::find(units, name, &unit::name);
    std::int64_t seconds = 0;
    if (!count || found == units.end() || __builtin_mul_overflow(*count, found->seconds, &seconds)) {
        return std::nullopt;
    }
    return seconds;
}

/// What one field of cron may hold.
struct cron_field {
    int least;
    int greatest;
    std::span<const std::string_view> names; ///< of the values from `least` on
};

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

/// Second, minute, hour, day of the month, month, day of the week (7 is Sunday too).
const std::array<cron_field, 6> cron_fields{cron_field{0, 59, {}},     cron_field{0, 59, {}},
                                            cron_field{0, 23, {}},     cron_field{1, 31, {}},
                                            cron_field{1, 12, months}, cron_field{0, 7, weekdays}};

constexpr std::array<std::string_view, 7> cron_aliases{"@hourly",  "@daily",  "@midnight", "@weekly",
                                                       "@monthly", "@yearly", "@annually"};

std::optional<int> cron_value(std::string_view text, const cron_field& field) {
    if (const auto found = std::ranges::find(field.names, text); found != field.names.end()) {
        return field.least + static_cast<int>(found - field.names.begin());
    }
    const auto value = number(text);
    if (!value || *value < field.least || *value > field.greatest) { return std::nullopt; }
    return static_cast<int>(*value);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(separator, start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

/// `*`, `5`, `1-5`, each perhaps with `/step`.
bool is_cron_item(std::string_view item, const cron_field& field) {
    const auto stepped = split(item, '/');
    if (stepped.size() > 2) { return false; }
    if (stepped.size() == 2 && number(stepped[1]).value_or(0) < 1) { return false; }
    if (stepped[0] == "*") { return true; }
    const auto range = split(stepped[0], '-');
    if (range.size() > 2) { return false; }
    const auto first = cron_value(range.front(), field);
    const auto last = cron_value(range.back(), field);
    return first && last && *first <= *last;
}

bool is_cron_field(std::string_view text, const cron_field& field) {
    return std::ranges::all_of(split(text, ','),
                               [&](std::string_view item) { return is_cron_item(item, field); });
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    for (take(text, is_blank); !text.empty(); take(text, is_blank)) {
        result.push_back(take(text, [](char c) { return !is_blank(c); }));
    }
    return result;
}

std::string_view trimmed(std::string_view text) {
    take(text, is_blank);
    while (!text.empty() && is_blank(text.back())) { text.remove_suffix(1); }
    return text;
}

} // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
    const std::string lowered = lower(text);
    std::string_view rest = trimmed(lowered);
    if (rest.empty()) { return std::nullopt; }
    if (const auto seconds = number(rest); seconds && *seconds >= 0) { return seconds; }
    std::int64_t total = 0;
    while (!rest.empty()) {
        const auto part = take_part(rest);
        if (!part || __builtin_add_overflow(total, *part, &total)) { return std::nullopt; }
        take(rest, is_blank);
    }
    return total;
}

bool is_cron(std::string_view text) {
    const std::string lowered = lower(text);
    const auto fields = words(lowered);
    if (fields.size() == 1) { return std::ranges::contains(cron_aliases, fields[0]); }
    if (fields.size() != 5 && fields.size() != 6) { return false; }
    const std::size_t skipped = cron_fields.size() - fields.size();
    return std::ranges::all_of(std::views::iota(std::size_t{0}, fields.size()), [&](std::size_t i) {
        return is_cron_field(fields[i], cron_fields[i + skipped]);
    });
}

schedule parse_schedule(std::string_view text, std::int64_t shortest) {
    const std::string_view written = trimmed(text);
    if (lower(written) == "calculated") { return {}; }
    if (const auto seconds = parse_duration(written)) {
        if (*seconds < shortest) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("schedule \"{}\" is shorter than {} s", written, shortest))
                .hint("The shortest schedule is what pg_trickle.min_schedule_seconds says.");
        }
        return {schedule_kind::duration, std::string(written), *seconds};
    }
    if (is_cron(written)) { return {schedule_kind::cron, std::string(written), 0}; }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid schedule \"{}\"", written))
        .detail(
            "A schedule is a duration (30s, 1h30m, 5 minutes), five or six fields of cron, an alias such as "
            "@hourly, or calculated.");
}

} // namespace pgt::ext
