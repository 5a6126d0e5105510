#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("intersect_distinct: incremental equals recomputed", "[operator][intersect_distinct]") {
    check_operator("intersect_distinct", changes<row, row>(),
                   [](auto a, auto b) { return intersect_distinct(a, b); });
    check_dynamic_operator("intersect_distinct of bags", bags<row, row>(), [](auto a, auto b) {
        return intersect_distinct(map(a, by_first), map(b, by_second));
    });
}

TEST_CASE("intersect_distinct: of a stream with itself", "[operator][intersect_distinct]") {
    check_dynamic_operator("self intersect_distinct", changes<row>(),
                           [](auto a) { return intersect_distinct(a, a); });
}

TEST_CASE("intersect_distinct: is a semijoin of sets", "[operator][intersect_distinct]") {
    check_equal_circuits(
        "intersect = semijoin", changes<row, row>(), [](auto a, auto b) { return intersect_distinct(a, b); },
        [](auto a, auto b) { return semijoin(distinct(a), b, on(same_row, same_row)); });
}

} // namespace dbsp::test
