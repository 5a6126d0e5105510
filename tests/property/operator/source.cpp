#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("source: incremental equals recomputed", "[operator][source]") {
    check_operator("source", changes<row>(), [](auto a) { return a; });
}

TEST_CASE("source: one used twice carries the same twice", "[operator][source]") {
    check_dynamic_operator("a + a", changes<row>(), [](auto a) { return a + a; });
    check_equal_circuits(
        "a + a - a = a", changes<row>(), [](auto a) { return a + a - a; }, [](auto a) { return a; });
}

} // namespace dbsp::test
