#include <pgt/schedule/rule.hpp>

#include "schedule/text.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/duration.hpp>

#include <format>

namespace pgt::schedule {
namespace {

constexpr std::int64_t longest_schedule = std::int64_t{36525} * 86400;

rule every_so_often(std::string_view written, std::int64_t seconds, std::int64_t shortest) {
    if (seconds > longest_schedule) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("schedule \"{}\" is longer than 100 years", written))
            .hint("To refresh a table by hand only, set its status to PAUSED.");
    }
    if (seconds < shortest) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("schedule \"{}\" is shorter than {} s", written, shortest))
            .hint("Use a longer schedule, or decrease pg_trickle.min_schedule_seconds.");
    }
    return {every{std::chrono::seconds(seconds)}, std::string(written)};
}

rule repeated_at(std::string_view written, const cron& when) {
    if (!when.next(time_point())) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("schedule \"{}\" is never due", written))
            .detail("There is no such day.")
            .hint("Use a day that the month has.");
    }
    return {when, std::string(written)};
}

} // namespace

rule parse_rule(std::string_view text, std::int64_t shortest) {
    const std::string_view written = trimmed(text);
    if (lower(written) == "calculated") { return {}; }
    if (const auto seconds = parse_duration(written)) { return every_so_often(written, *seconds, shortest); }
    if (const auto when = cron::parse(written)) { return repeated_at(written, *when); }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid schedule \"{}\"", written))
        .hint("Use a duration (30s, 1h30m, 5 minutes), five or six fields of cron, an alias such as @hourly, "
              "or "
              "calculated.");
}

} // namespace pgt::schedule
