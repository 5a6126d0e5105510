#include "schedule/cron_field.hpp"

#include "schedule/text.hpp"

#include <algorithm>
#include <utility>

namespace pgt::schedule {
namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

std::optional<std::size_t> cron_value(std::string_view text, const cron_field& field) {
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
std::optional<std::pair<std::size_t, std::size_t>> cron_range(std::string_view text, bool has_step,
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
bool add_cron_item(cron::values& to, std::string_view item, const cron_field& field) {
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

} // namespace

constinit const std::array<cron_field, 6> cron_fields{cron_field{0, 59, {}},     cron_field{0, 59, {}},
                                                      cron_field{0, 23, {}},     cron_field{1, 31, {}},
                                                      cron_field{1, 12, months}, cron_field{0, 7, weekdays}};

std::optional<cron::values> parse_cron_field(std::string_view text, const cron_field& field) {
    cron::values values;
    const auto items = split(text, ',');
    const bool good =
        std::ranges::all_of(items, [&](std::string_view item) { return add_cron_item(values, item, field); });
    return good ? std::optional(values) : std::nullopt;
}

} // namespace pgt::schedule
