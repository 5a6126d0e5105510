#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("filter: incremental equals recomputed", "[operator][filter]") {
    check_operator("filter", changes<row>(), [](auto a) { return a | filter(ascending); });
}

TEST_CASE("filter: one after the other is both at once", "[operator][filter]") {
    auto const even = [](const row& r) { return r.first % 2 == 0; };
    check_equal_circuits(
        "filter . filter = filter and", changes<row>(),
        [=](auto a) { return a | filter(even) | filter(ascending); },
        [=](auto a) { return filter(a, [=](const row& r) { return even(r) && ascending(r); }); });
}

TEST_CASE("filter: what a three-valued predicate does not know to be true is left out",
          "[operator][filter]") {
    check_static_operator("filter three-valued", changes<maybe_row>(), [](auto a) {
        return filter(a, [](const maybe_row& r) {
            return r.first ? std::optional<bool>(*r.first < r.second) : std::optional<bool>();
        });
    });
}

} // namespace dbsp::test
