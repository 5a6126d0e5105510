#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("except_all: incremental equals recomputed", "[operator][except_all]") {
    check_operator("except_all", changes<row, row>(), [](auto a, auto b) { return except_all(a, b); });
    check_dynamic_operator("except_all of bags", bags<row, row>(),
                           [](auto a, auto b) { return except_all(map(a, by_first), map(b, by_second)); });
}

TEST_CASE("except_all: of a stream with itself", "[operator][except_all]") {
    check_dynamic_operator("self except_all", changes<row>(), [](auto a) { return except_all(a, a); });
}

TEST_CASE("except_all: is the positive part of the difference", "[operator][except_all]") {
    check_equal_circuits(
        "except_all = positive of minus", changes<row, row>(),
        [](auto a, auto b) { return except_all(a, b); }, [](auto a, auto b) { return positive(a - b); });
}

} // namespace dbsp::test
