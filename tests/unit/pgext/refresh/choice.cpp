/// Whether a refresh applies changes or recomputes.
#include "refresh/choice.hpp"
#include "refresh/thresholds.hpp"

#include <catch2/catch_all.hpp>

using namespace pgt::ext;
using pgt::ext::thresholds::min_changes_for_costs;

namespace {

constexpr cost_history nothing_known{};
/// A full refresh takes 100 ms; so do 10 000 changes.
constexpr cost_history known{.full_ms = 100.0, .delta_ms_per_row = 0.01};

decision chosen(std::int64_t pending, const cost_history& history, const choice_limits& limits = {}) {
    return choose({.pending = pending, .source_rows = 1000, .history = history}, limits);
}

} // namespace

TEST_CASE("choice: differential as long as nothing is known of costs", "[refresh]") {
    const decision how = chosen(1'000'000, nothing_known);
    CHECK_FALSE(how.full);
    CHECK(how.reason.empty());
    CHECK_FALSE(chosen(1'000'000, {.full_ms = 0.0, .delta_ms_per_row = {}}).full);
    CHECK_FALSE(chosen(1'000'000, {.full_ms = {}, .delta_ms_per_row = 1.0}).full);
}

TEST_CASE("choice: whatever is expected to be cheaper", "[refresh]") {
    CHECK_FALSE(chosen(10'000, known).full);
    const decision how = chosen(20'000, known);
    CHECK(how.full);
    CHECK(how.reason == "20000 changes would take about 200 ms, a full refresh 100 ms");
}

TEST_CASE("choice: the margin leans to one side", "[refresh]") {
    CHECK_FALSE(chosen(20'000, known, {.margin = 2.0}).full);
    CHECK(chosen(10'000, known, {.margin = 0.5}).full);
}

TEST_CASE("choice: few changes are applied whatever they cost", "[refresh]") {
    constexpr cost_history dear{.full_ms = 0.1, .delta_ms_per_row = 10.0};
    CHECK_FALSE(chosen(min_changes_for_costs - 1, dear).full);
    CHECK(chosen(min_changes_for_costs, dear).full);
}

TEST_CASE("choice: a strategy leaves nothing to choose", "[refresh]") {
    CHECK_FALSE(chosen(20'000, known, {.strategy = refresh_strategy::differential, .max_pending = 1}).full);
    const decision how = chosen(1, known, {.strategy = refresh_strategy::full});
    CHECK(how.full);
    CHECK(how.reason == "pg_trickle.refresh_strategy is full");
}

TEST_CASE("choice: limits hold also for few changes", "[refresh]") {
    CHECK_FALSE(chosen(10, known, {.max_pending = 10}).full);
    CHECK(chosen(11, known, {.max_pending = 10}).reason ==
          "11 changes are more than pg_trickle.max_buffer_rows");
    CHECK_FALSE(chosen(100, known, {.max_ratio = 0.1}).full);
    CHECK(chosen(101, known, {.max_ratio = 0.1}).reason ==
          "101 changes of about 1000 rows are more than pg_trickle.differential_max_change_ratio");
    CHECK_FALSE(choose({.pending = 101, .source_rows = {}, .history = {}}, {.max_ratio = 0.1}).full);
}

TEST_CASE("choice: the cost of a full refresh grows with the sources", "[refresh]") {
    CHECK(scaled_full_cost(10, 100, 300) == 30);
    CHECK(scaled_full_cost(10, 100, 100) == 10);
    CHECK(scaled_full_cost(10, 100, 0) == 0);
    CHECK(scaled_full_cost(10, 0, 3) == 30);
    CHECK(scaled_full_cost(10, 0, 0) == 10);
}

TEST_CASE("choice: large refreshes are learned from, small ones tell nothing", "[refresh]") {
    CHECK(updated_cost({}, 500, min_changes_for_costs - 1) == std::nullopt);
    CHECK(updated_cost(3.0, 500, min_changes_for_costs - 1) == 3.0);
    CHECK(updated_cost({}, 2000, 1000) == 2.0);
    CHECK(updated_cost(4.0, 2000, 1000) == 3.0);
}
