/// `choose`: whether a refresh applies the pending changes or recomputes the table.
#pragma once

#include "settings/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::ext {

/// What refreshes of the table have cost.
struct cost_history {
    std::optional<double> full_ms;          ///< of the last full one
    std::optional<double> delta_ms_per_row; ///< of recent differential ones with many changes
};

struct choice_input {
    std::int64_t pending = 0;                ///< captured changes that are not applied yet
    std::optional<std::int64_t> source_rows; ///< an estimate for all sources together; only if a ratio is set
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
    std::string reason;      ///< why full; empty for differential
    bool is_bounded = false; ///< more changes wait than are applied one by one
};

/// How long a full refresh will take with sources of `now` blocks, if it took `ms` when they had `then` blocks.
[[nodiscard]] double scaled_full_cost(double ms, std::int64_t then, std::int64_t now);

[[nodiscard]] decision choose(const choice_input& about, const choice_limits& limits);

/// The part of the rows of its sources whose change has `choose` prefer a full refresh; nothing: it never does, or that is not known.
[[nodiscard]] std::optional<double> largest_ratio(const choice_input& about, const choice_limits& limits);

/// The estimate of a differential refresh's time per change after one that took `ms` for `rows`. Small refreshes do not change
/// it.
[[nodiscard]] std::optional<double> updated_cost(std::optional<double> before, double ms, std::int64_t rows);

} // namespace pgt::ext
