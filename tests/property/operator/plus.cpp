#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("plus: incremental equals recomputed", "[operator][plus]") {
    check_operator("plus", changes<row, row>(), [](auto a, auto b) { return a + b; });
    check_dynamic_operator("plus of four", changes<row, row>(),
                           [](auto a, auto b) { return plus(a, b, a, map(b, swapped)); });
}

TEST_CASE("plus: the order does not matter", "[operator][plus]") {
    check_equal_circuits(
        "plus commutes", changes<row, row>(), [](auto a, auto b) { return a + b; },
        [](auto a, auto b) { return b + a; });
    check_equal_circuits(
        "plus associates", changes<row, row, row>(), [](auto a, auto b, auto c) { return a + (b + c); },
        [](auto a, auto b, auto c) { return plus(a, b, c); });
}

} // namespace dbsp::test
