#include "property/support/operator_law.hpp"

#include <dbsp/operator/tumble.hpp>

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
auto const time_of = [](const row& r) { return r.second - 2; };
auto const with_start = [](const row& r, event_time start) { return row(r.first, static_cast<int>(start)); };
} // namespace

TEST_CASE("tumble: incremental equals recomputed", "[operator][tumble]") {
    check_operator("tumble", changes<row>(8), [](auto a) { return tumble(a, time_of, 3, with_start); });
    check_static_operator("tumble in front", changes<row>(8), [](auto a) { return tumble(a, time_of, 3); });
}

TEST_CASE("tumble: every row is in one window, which its time is in", "[operator][tumble]") {
    check_states(
        "tumble is a partition", changes<row>(8), [](auto a) { return tumble(a, time_of, 3, with_start); },
        [](const dynamic_batch& states, const zset<row>& result) {
            zset<row> expected;
            for (const auto& [r, w] : states[0]) {
                int start = -30;
                while (start + 3 <= time_of(r)) { start += 3; }
                expected.add({r.first, start}, w);
            }
            return result == expected;
        });
}

} // namespace dbsp::test
