#include <dbsp/operator/map.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("map: weights of rows that become one add up, and may cancel", "[operator][map]") {
    auto const half = map(source<int>("a"), [](int i) { return i / 2; });
    check_one<int>(
        half,
        {{{{2, 1}, {3, 1}}, {{1, 2}}}, {{{2, -1}, {3, 1}}, {}}, {{{3, -2}, {5, 1}}, {{1, -2}, {2, 1}}}});
}

TEST_CASE("map: to another type of rows", "[operator][map]") {
    check_one<int>(source<int>("a") | map([](int i) { return std::to_string(i); }),
                   {{{{7, -1}}, {{"7", -1}}}});
}

} // namespace dbsp::test
