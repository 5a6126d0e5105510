#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("union_distinct: incremental equals recomputed", "[operator][union_distinct]") {
    check_operator("union_distinct", changes<row, row>(),
                   [](auto a, auto b) { return union_distinct(a, b); });
    check_dynamic_operator("union_distinct of bags", bags<row, row>(), [](auto a, auto b) {
        return union_distinct(map(a, by_first), map(b, by_second));
    });
}

TEST_CASE("union_distinct: of a stream with itself", "[operator][union_distinct]") {
    check_dynamic_operator("self union_distinct", changes<row>(),
                           [](auto a) { return union_distinct(a, a); });
}

TEST_CASE("union_distinct: is the distinct of the sum, in either order", "[operator][union_distinct]") {
    check_equal_circuits(
        "union = distinct of plus", changes<row, row>(), [](auto a, auto b) { return union_distinct(a, b); },
        [](auto a, auto b) { return distinct(b + a); });
}

} // namespace dbsp::test
