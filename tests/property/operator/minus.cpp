#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("minus: incremental equals recomputed", "[operator][minus]") {
    check_operator("minus", changes<row, row>(), [](auto a, auto b) { return a - b; });
}

TEST_CASE("minus: adds the negated; nothing is left of a stream less itself", "[operator][minus]") {
    check_equal_circuits(
        "a - b = a + -b", changes<row, row>(), [](auto a, auto b) { return a - b; },
        [](auto a, auto b) { return a + -b; });
    check_states(
        "a - a = 0", changes<row>(), [](auto a) { return minus(a, a); },
        [](const dynamic_batch&, const zset<row>& result) { return result.empty(); });
}

} // namespace dbsp::test
