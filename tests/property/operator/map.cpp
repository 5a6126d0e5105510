#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("map: incremental equals recomputed", "[operator][map]") {
    check_operator("map to fewer rows", changes<row>(), [](auto a) { return a | map(by_first); });
}

TEST_CASE("map: to rows of another type", "[operator][map]") {
    check_static_operator("map to optional", changes<maybe_row>(),
                          [](auto a) { return map(a, maybe_first); });
}

TEST_CASE("map: the identity changes nothing, two maps are their composition", "[operator][map]") {
    check_equal_circuits(
        "map identity", changes<row>(), [](auto a) { return map(a, identity_fn{}); },
        [](auto a) { return a; });
    check_equal_circuits(
        "map . map", changes<row>(), [](auto a) { return a | map(swapped) | map(by_first); },
        [](auto a) { return map(a, by_second); });
}

} // namespace dbsp::test
