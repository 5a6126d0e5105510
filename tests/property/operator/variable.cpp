#include <dbsp/dbsp.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("variable: a body that gives its iterate back stays empty", "[operator][variable]") {
    check_states(
        "x = x", changes<row>(), [](auto a) { return fixpoint([](auto x, auto) { return x; }, a); },
        [](const dynamic_batch&, const zset<row>& result) { return result.empty(); });
}

TEST_CASE("variable: a body without it is the body", "[operator][variable]") {
    check_equal_circuits(
        "x = distinct(a)", changes<row>(),
        [](auto a) { return fixpoint([](auto, auto in) { return distinct(in); }, a); },
        [](auto a) { return distinct(a); });
}

TEST_CASE("variable: carries one iterate to all its readers", "[operator][variable]") {
    check_dynamic_operator("iterate read three times", bags<row>(3), [](auto a) {
        return fixpoint(
            [](auto x, auto e) {
                return distinct(e + map(x, swapped) + join(x, x, on(by_second, by_first), ends));
            },
            a);
    });
}

} // namespace dbsp::test
