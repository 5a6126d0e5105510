#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("restrict: incremental equals recomputed", "[operator][restrict]") {
    check_operator("restrict", changes<row, row>(), [](auto a, auto b) { return restrict(a, b, by_first); });
}

TEST_CASE("restrict: a null key is a key, also when it joins nothing", "[operator][restrict]") {
    check_static_operator("restrict null", changes<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return restrict(a, b, sql_first{}); });
}

TEST_CASE("restrict: to the rows themselves keeps everything; to keys is the semijoin with the support",
          "[operator][restrict]") {
    check_equal_circuits(
        "restrict(a, a) = a", changes<row>(), [](auto a) { return restrict(a, a, by_second); },
        [](auto a) { return a; });
    check_equal_circuits(
        "restrict = semijoin with support", changes<row, row>(),
        [](auto a, auto b) { return restrict(a, b, by_first); },
        [](auto a, auto b) { return semijoin(a, support(b), on(by_first, by_first)); });
}

} // namespace dbsp::test
