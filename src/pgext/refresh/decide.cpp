#include "refresh/decide.hpp"

#include "refresh/spill.hpp"
#include "refresh/thresholds.hpp"
#include "settings/settings.hpp"

#include <format>

namespace pgt::ext {
namespace {

/// By the statistics of the server.
std::int64_t rows_of_sources(const prepared_table& prepared) {
    std::int64_t rows = 0;
    for (const prepared_source& source : prepared.sources()) { rows += pg::estimated_rows(source.relation); }
    return rows;
}

/// Empty where the choice does not depend on it: to ask for sizes costs more than to apply a few changes.
cost_history history_of(const stream_table& table, const prepared_table& prepared, std::int64_t pending) {
    const bool is_chosen_by_cost =
        table.requested == refresh_mode::automatic && pending >= thresholds::min_changes_for_costs;
    if (!is_chosen_by_cost || !table.full_ms) { return {}; }
    return {scaled_full_cost(*table.full_ms, table.full_blocks, blocks_of_sources(prepared)),
            table.delta_ms_per_row};
}

choice_limits limits_of_session() {
    return {settings::strategy(), settings::cost_model_safety_margin(),
            settings::differential_max_change_ratio(), settings::max_buffer_rows()};
}

} // namespace

std::int64_t blocks_of_sources(const prepared_table& prepared) {
    std::int64_t blocks = 0;
    for (const prepared_source& source : prepared.sources()) { blocks += pg::blocks_of(source.relation); }
    return blocks;
}

std::optional<double> threshold_of(const stream_table& table, const prepared_table& prepared) {
    const choice_input about{.pending = 0,
                             .source_rows = rows_of_sources(prepared),
                             .history = history_of(table, prepared, thresholds::min_changes_for_costs)};
    return largest_ratio(about, limits_of_session());
}

bool is_dearer_than_full(const stream_table& table, const prepared_table& prepared,
                         const pending_changes& pending) {
    if (!table.full_ms || !table.delta_ms_per_row) { return false; }
    const double full = scaled_full_cost(*table.full_ms, table.full_blocks, blocks_of_sources(prepared));
    return *table.delta_ms_per_row * static_cast<double>(pending.batch.count) > full;
}

decision decide(const stream_table& table, const prepared_table& prepared, const pending_changes& pending,
                bool is_forced) {
    if (pending.truncated) { return {true, "a source was truncated"}; }
    if (is_forced) { return {}; }
    if (has_spilled_too_often(table)) {
        return {true, std::format("{} refreshes in a row have written temporary files", table.spills)};
    }
    const choice_limits limits = limits_of_session();
    choice_input about{.pending = pending.batch.count,
                       .source_rows = {},
                       .history = history_of(table, prepared, pending.batch.count)};
    if (limits.max_ratio > 0) { about.source_rows = rows_of_sources(prepared); }
    return choose(about, limits);
}

} // namespace pgt::ext
