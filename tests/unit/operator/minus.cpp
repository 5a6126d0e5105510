#include <dbsp/operator/minus.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("minus: weights may become negative", "[operator][minus]") {
    auto const difference = source<int>("a") - source<int>("b");
    check_two<int, int>(
        difference,
        {{{{1, 1}}, {{2, 1}}, {{1, 1}, {2, -1}}}, {{{2, 1}}, {}, {{2, 1}}}, {{{3, 1}}, {{3, 1}}, {}}});
}

} // namespace dbsp::test
