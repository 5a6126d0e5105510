/// `choose`: whether a refresh takes the changes in or computes everything anew.
#pragma once

#include "settings/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::ext {

/// What a refresh may cost, from what earlier ones of the table did.
struct cost_history {
    std::optional<double> full_ms;          ///< of the last full one
    std::optional<double> delta_ms_per_row; ///< of recent differential ones with many changes
};

struct choice_input {
    std::int64_t pending = 0;                ///< changes to take in
    std::optional<std::int64_t> source_rows; ///< about, of all sources; asked for only if a ratio is set
    cost_history history;
};

struct choice_limits {
    refresh_strategy strategy = refresh_strategy::by_cost;
    double margin = 1.0;
    double max_ratio = 0.0;       ///< 0: none
    std::int64_t max_pending = 0; ///< 0: none
};

struct decision {
    bool full = false;
    std::string reason; ///< why full; empty for differential
};

/// Deltas of fewer changes are taken in without asking what a full refresh costs: their time is mostly overhead.
inline constexpr std::int64_t few_changes = 1000;

/// What a full refresh will take that took `ms` when the sources had `then` blocks, now that they have `now`.
[[nodiscard]] double scaled_full_cost(double ms, std::int64_t then, std::int64_t now);

[[nodiscard]] decision choose(const choice_input& about, const choice_limits& limits);

/// The estimate of a differential refresh's time per change after one that took `ms` for `rows`; small ones tell
/// nothing.
[[nodiscard]] std::optional<double> updated_cost(std::optional<double> before, double ms, std::int64_t rows);

} // namespace pgt::ext
