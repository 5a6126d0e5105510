#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("differentiate: incremental equals recomputed", "[operator][differentiate]") {
    check_operator("differentiate", changes<row>(), [](auto a) { return differentiate(a); },
                   {.big_steps = false});
}

TEST_CASE("differentiate: inside other operators", "[operator][differentiate]") {
    check_dynamic_operator("differentiate under a join and a distinct", changes<row, row>(),
                           [](auto a, auto b) {
                               auto const late = share(differentiate(a));
                               return distinct(join(late, b, on(by_first, by_first), seconds) + late);
                           },
                           {.big_steps = false});
}

TEST_CASE("differentiate: is the difference to the delay", "[operator][differentiate]") {
    check_equal_circuits(
        "D(a) = a - delay(a)", changes<row>(), [](auto a) { return differentiate(a); },
        [](auto a) { return a - delay(a); }, {.big_steps = false});
}

} // namespace dbsp::test
