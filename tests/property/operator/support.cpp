#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("support: incremental equals recomputed", "[operator][support]") {
    check_operator("support", changes<row>(), [](auto a) { return support(a); });
    check_dynamic_operator("support of a map", changes<row>(),
                           [](auto a) { return support(map(a, by_first)); });
}

TEST_CASE("support: over rows with nulls", "[operator][support]") {
    check_static_operator("support null", changes<maybe_row>(), [](auto a) { return support(a); });
}

TEST_CASE("support: does not see signs", "[operator][support]") {
    check_equal_circuits(
        "support(-a) = support(a)", changes<row>(), [](auto a) { return support(-a); },
        [](auto a) { return support(a); });
    check_equal_circuits(
        "support = distinct of either sign", changes<row>(), [](auto a) { return support(a); },
        [](auto a) { return distinct(a) + distinct(-a); });
}

} // namespace dbsp::test
