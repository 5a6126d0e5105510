#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("positive: incremental equals recomputed", "[operator][positive]") {
    check_operator("positive", changes<row>(), [](auto a) { return positive(a); });
    check_dynamic_operator("positive of a map", changes<row>(),
                           [](auto a) { return positive(map(a, by_first)); });
}

TEST_CASE("positive: over rows with nulls", "[operator][positive]") {
    check_static_operator("positive null", changes<maybe_row>(), [](auto a) { return positive(a); });
}

TEST_CASE("positive: twice is once; of a bag it is the bag", "[operator][positive]") {
    check_equal_circuits(
        "positive . positive = positive", changes<row>(), [](auto a) { return positive(positive(a)); },
        [](auto a) { return positive(a); });
    check_equal_circuits(
        "positive of a bag", bags<row>(), [](auto a) { return positive(a); }, [](auto a) { return a; });
}

TEST_CASE("positive: a stream is its positive part less that of its negation", "[operator][positive]") {
    check_equal_circuits(
        "a = positive(a) - positive(-a)", changes<row>(), [](auto a) { return positive(a) - positive(-a); },
        [](auto a) { return a; });
}

} // namespace dbsp::test
