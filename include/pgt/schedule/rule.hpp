/// `rule`: when a stream table is to be refreshed, as its author writes it.
#pragma once

#include <pgt/error.hpp>
#include <pgt/schedule/cron.hpp>
#include <pgt/schedule/duration.hpp>

#include <cstdint>
#include <format>
#include <string>
#include <string_view>
#include <variant>

namespace pgt::schedule {
namespace detail {

inline constexpr std::int64_t longest_schedule = std::int64_t{36525} * 86400;

} // namespace detail

/// As often as the stream tables that read it.
struct calculated {};
/// When something has changed, but never twice within this time; with 0 as soon as something has changed.
struct every {
    std::chrono::seconds time;
};

struct rule {
    std::variant<calculated, every, cron> when;
    std::string text; ///< as written; empty when calculated

    [[nodiscard]] bool is_calculated() const { return std::holds_alternative<calculated>(when); }
};

/// Throws `user_error` 22023 for what is no schedule, and for a duration of less than `shortest` seconds.
[[nodiscard]] inline rule parse_rule(std::string_view text, std::int64_t shortest) {
    const std::string_view written = detail::trimmed(text);
    if (detail::lower(written) == "calculated") { return {}; }
    if (const auto seconds = parse_duration(written)) {
        if (*seconds > detail::longest_schedule) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("schedule \"{}\" is longer than 100 years", written))
                .hint("To refresh a table by hand only, set its status to PAUSED.");
        }
        if (*seconds < shortest) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("schedule \"{}\" is shorter than {} s", written, shortest))
                .hint("Use a longer schedule, or decrease pg_trickle.min_schedule_seconds.");
        }
        return {every{std::chrono::seconds(*seconds)}, std::string(written)};
    }
    if (const auto repeated = cron::parse(written)) {
        if (!repeated->next(time_point())) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("schedule \"{}\" is never due", written))
                .detail("There is no such day.");
        }
        return {*repeated, std::string(written)};
    }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid schedule \"{}\"", written))
        .detail(
            "A schedule is a duration (30s, 1h30m, 5 minutes), five or six fields of cron, an alias such as "
            "@hourly, or calculated.");
}

} // namespace pgt::schedule
