#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("except_distinct: incremental equals recomputed", "[operator][except_distinct]") {
    check_operator("except_distinct", changes<row, row>(),
                   [](auto a, auto b) { return except_distinct(a, b); });
    check_dynamic_operator("except_distinct of bags", bags<row, row>(), [](auto a, auto b) {
        return except_distinct(map(a, by_first), map(b, by_second));
    });
}

TEST_CASE("except_distinct: of a stream with itself", "[operator][except_distinct]") {
    check_dynamic_operator("self except_distinct", changes<row>(),
                           [](auto a) { return except_distinct(a, a); });
}

TEST_CASE("except_distinct: is an antijoin of sets", "[operator][except_distinct]") {
    check_equal_circuits(
        "except = antijoin", changes<row, row>(), [](auto a, auto b) { return except_distinct(a, b); },
        [](auto a, auto b) { return antijoin(distinct(a), b, on(same_row, same_row)); });
}

} // namespace dbsp::test
