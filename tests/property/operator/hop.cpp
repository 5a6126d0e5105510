#include "property/support/operator_law.hpp"

#include <dbsp/operator/hop.hpp>

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
auto const time_of = [](const row& r) { return r.second - 2; };
auto const with_start = [](const row& r, event_time start) { return row(r.first, static_cast<int>(start)); };
} // namespace

TEST_CASE("hop: incremental equals recomputed", "[operator][hop]") {
    check_operator("hop", changes<row>(8), [](auto a) { return hop(a, time_of, 5, 2, with_start); });
    check_static_operator("hop in front", changes<row>(8), [](auto a) { return hop(a, time_of, 5, 2); });
}

TEST_CASE("hop: a row is in exactly those windows that its time is in", "[operator][hop]") {
    check_states(
        "hop", changes<row>(8), [](auto a) { return hop(a, time_of, 5, 2, with_start); },
        [](const dynamic_batch& states, const zset<row>& result) {
            zset<row> expected;
            for (const auto& [r, w] : states[0]) {
                for (int start = -20; start <= 20; start += 2) {
                    if (start <= time_of(r) && time_of(r) < start + 5) { expected.add({r.first, start}, w); }
                }
            }
            return result == expected;
        });
}

TEST_CASE("hop: with steps as long as the windows it is tumble", "[operator][hop]") {
    check_equal_circuits(
        "hop = tumble", changes<row>(8), [](auto a) { return hop(a, time_of, 3, 3, with_start); },
        [](auto a) { return tumble(a, time_of, 3, with_start); });
}

} // namespace dbsp::test
