/// The fields of a cron expression.
#pragma once

#include <pgt/schedule/cron.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace pgt::schedule {

/// What one field of cron may hold.
struct cron_field {
    std::size_t least;
    std::size_t greatest;
    std::span<const std::string_view> names; ///< of the values from `least` on
};

/// Second, minute, hour, day of the month, month, day of the week (7 is Sunday too).
extern const std::array<cron_field, 6> cron_fields;

/// The values of a list of `*`, `5`, `1-5`, each perhaps with `/step`; nothing for another text.
[[nodiscard]] std::optional<cron::values> parse_cron_field(std::string_view text, const cron_field& field);

} // namespace pgt::schedule
