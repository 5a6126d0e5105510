#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("product: incremental equals recomputed", "[operator][product]") {
    check_operator("product", changes<row, row>(), [](auto a, auto b) { return product(a, b, ends); });
}

TEST_CASE("theta_join: incremental equals recomputed", "[operator][product]") {
    check_dynamic_operator("theta_join", changes<row, row>(),
                           [](auto a, auto b) { return theta_join(a, b, less_second, seconds); });
}

TEST_CASE("theta_join: by equality is a join", "[operator][product]") {
    check_equal_circuits(
        "theta_join = join", changes<row, row>(),
        [](auto a, auto b) {
            return theta_join(a, b, [](const row& x, const row& y) { return x.first == y.first; }, seconds);
        },
        [](auto a, auto b) { return join(a, b, on(by_first, by_first), seconds); });
}

} // namespace dbsp::test
