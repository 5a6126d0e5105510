#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("intersect_all: incremental equals recomputed", "[operator][intersect_all]") {
    check_operator("intersect_all", changes<row, row>(), [](auto a, auto b) { return intersect_all(a, b); });
    check_dynamic_operator("intersect_all of bags", bags<row, row>(),
                           [](auto a, auto b) { return intersect_all(map(a, by_first), map(b, by_second)); });
}

TEST_CASE("intersect_all: of a stream with itself", "[operator][intersect_all]") {
    check_dynamic_operator("self intersect_all", changes<row>(), [](auto a) { return intersect_all(a, a); });
}

TEST_CASE("intersect_all: of bags is what is left when the rest is taken away", "[operator][intersect_all]") {
    check_equal_circuits(
        "intersect_all = a - except_all", bags<row, row>(),
        [](auto a, auto b) { return intersect_all(a, b); },
        [](auto a, auto b) { return a - except_all(a, b); });
    check_equal_circuits(
        "intersect_all commutes", changes<row, row>(), [](auto a, auto b) { return intersect_all(a, b); },
        [](auto a, auto b) { return intersect_all(b, a); });
}

} // namespace dbsp::test
