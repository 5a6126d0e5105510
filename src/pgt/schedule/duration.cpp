#include <pgt/schedule/duration.hpp>

#include "schedule/text.hpp"

#include <array>

namespace pgt::schedule {
namespace {

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

} // namespace pgt::schedule
