#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("negate: incremental equals recomputed", "[operator][negate]") {
    check_operator("negate", changes<row>(), [](auto a) { return -a; });
}

TEST_CASE("negate: twice is nothing", "[operator][negate]") {
    check_equal_circuits(
        "- - a = a", changes<row>(), [](auto a) { return -negate(a); }, [](auto a) { return a; });
}

} // namespace dbsp::test
