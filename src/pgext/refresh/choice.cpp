#include "refresh/choice.hpp"

#include "refresh/thresholds.hpp"

#include <algorithm>
#include <cmath>
#include <format>
#include <limits>

namespace pgt::ext {
namespace {

bool over_ratio(const choice_input& about, const choice_limits& limits) {
    return limits.max_ratio > 0 && about.source_rows &&
           static_cast<double>(about.pending) > limits.max_ratio * static_cast<double>(*about.source_rows);
}

/// How long a differential refresh is expected to take; nothing as long as none was measured.
std::optional<double> expected_ms(const choice_input& about) {
    if (!about.history.delta_ms_per_row) { return std::nullopt; }
    return *about.history.delta_ms_per_row * static_cast<double>(about.pending);
}

} // namespace

double scaled_full_cost(double ms, std::int64_t then, std::int64_t now) {
    return then <= 0 ? ms * static_cast<double>(std::max<std::int64_t>(now, 1))
                     : ms * static_cast<double>(now) / static_cast<double>(then);
}

decision choose(const choice_input& about, const choice_limits& limits) {
    if (limits.strategy == refresh_strategy::differential) { return {}; }
    if (limits.strategy == refresh_strategy::full) { return {true, "pg_trickle.refresh_strategy is full"}; }
    if (limits.max_pending > 0 && about.pending > limits.max_pending) {
        return {true, std::format("{} changes are more than pg_trickle.max_buffer_rows", about.pending),
                true};
    }
    if (over_ratio(about, limits)) {
        return {true, std::format("{} changes of about {} rows are more than "
                                  "pg_trickle.differential_max_change_ratio",
                                  about.pending, *about.source_rows)};
    }
    if (about.pending < thresholds::min_changes_for_costs) { return {}; }
    const auto expected = expected_ms(about);
    if (!expected || !about.history.full_ms || *expected <= *about.history.full_ms * limits.margin) {
        return {};
    }
    return {true, std::format("{} changes would take about {:.0f} ms, a full refresh {:.0f} ms",
                              about.pending, *expected, *about.history.full_ms)};
}

std::optional<double> largest_ratio(const choice_input& about, const choice_limits& limits) {
    if (limits.strategy == refresh_strategy::full) { return 0; }
    const double rows = static_cast<double>(about.source_rows.value_or(0));
    if (limits.strategy == refresh_strategy::differential || rows <= 0) { return std::nullopt; }
    double least = std::numeric_limits<double>::infinity();
    if (limits.max_ratio > 0) { least = limits.max_ratio; }
    if (limits.max_pending > 0) { least = std::min(least, static_cast<double>(limits.max_pending) / rows); }
    if (about.history.full_ms && about.history.delta_ms_per_row.value_or(0) > 0) {
        const double changes = *about.history.full_ms * limits.margin / *about.history.delta_ms_per_row;
        least =
            std::min(least, std::max(changes, static_cast<double>(thresholds::min_changes_for_costs)) / rows);
    }
    return std::isfinite(least) ? std::optional(least) : std::nullopt;
}

std::optional<double> updated_cost(std::optional<double> before, double ms, std::int64_t rows) {
    if (rows < thresholds::min_changes_for_costs) { return before; }
    const double now = ms / static_cast<double>(rows);
    return before ? (*before + now) / 2 : now;
}

} // namespace pgt::ext
