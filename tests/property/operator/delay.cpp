#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("delay: incremental equals recomputed", "[operator][delay]") {
    check_operator("delay", changes<row>(), [](auto a) { return delay(a); }, {.big_steps = false});
}

TEST_CASE("delay: inside other operators", "[operator][delay]") {
    check_dynamic_operator("delay under a join and a distinct", changes<row, row>(),
                           [](auto a, auto b) {
                               auto const late = share(delay(a));
                               return distinct(join(late, b, on(by_first, by_first), seconds) + late);
                           },
                           {.big_steps = false});
}

TEST_CASE("delay: after two steps is the delay of the delay", "[operator][delay]") {
    check_dynamic_operator("delay . delay", changes<row>(), [](auto a) { return delay(delay(a)); },
                           {.big_steps = false});
}

} // namespace dbsp::test
