#include "refresh/apply.hpp"

#include "refresh/run_statement.hpp"
#include "refresh/thresholds.hpp"
#include "refresh/write_permission.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace pgt::ext {
namespace {

/// What the planner is told of a delta's size. The plan for few changes is kept for other small deltas, too.
double estimate_of(const pg::delta_store& delta, bool many) {
    const auto rows = static_cast<double>(delta.size());
    return many ? rows : std::min(rows, thresholds::estimate_for_few);
}

std::vector<pg::offered_delta> offered(const delta_batch& batch, bool many) {
    std::vector<pg::offered_delta> deltas;
    for (const std::optional<pg::delta_store>& one : batch.by_source) {
        if (one) { deltas.push_back({.rows = &*one, .estimate = estimate_of(*one, many)}); }
    }
    return deltas;
}

} // namespace

apply_result apply(prepared_table& prepared, const delta_batch& batch, const pg::snapshot& under) {
    const bool many = batch.count >= thresholds::many_changes;
    const std::vector<pg::offered_delta> deltas = offered(batch, many);
    const kind_of_changes kind{.changed = batch.changed(), .net = batch.net, .many = many};
    const write_permission permission(prepared.relation());
    pg::stopwatch clock;
    const pg::change_statement& statement = prepared.delta(kind, deltas);
    return run_statement(prepared, statement, deltas, under, clock);
}

} // namespace pgt::ext
