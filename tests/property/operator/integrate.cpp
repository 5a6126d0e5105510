#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("integrate: incremental equals recomputed", "[operator][integrate]") {
    check_operator("integrate", changes<row>(), [](auto a) { return integrate(a); }, {.big_steps = false});
}

TEST_CASE("integrate: inside other operators", "[operator][integrate]") {
    check_dynamic_operator("integrate under a join and a distinct", changes<row, row>(),
                           [](auto a, auto b) {
                               auto const late = share(integrate(a));
                               return distinct(join(late, b, on(by_first, by_first), seconds) + late);
                           },
                           {.big_steps = false});
}

TEST_CASE("integrate: and differentiate undo each other", "[operator][integrate]") {
    check_equal_circuits(
        "D . I = 1", changes<row>(), [](auto a) { return differentiate(integrate(a)); },
        [](auto a) { return a; });
    check_equal_circuits(
        "I . D = 1", changes<row>(), [](auto a) { return integrate(differentiate(a)); },
        [](auto a) { return a; });
}

TEST_CASE("integrate: is the sum with its own delay", "[operator][integrate]") {
    check_equal_circuits(
        "I(a) = a + delay(I(a))", changes<row>(), [](auto a) { return integrate(a); },
        [](auto a) { return a + delay(integrate(a)); }, {.big_steps = false});
}

} // namespace dbsp::test
