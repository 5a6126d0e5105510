#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("filter: incremental equals recomputed", "[operator][filter]") {
    check_operator("filter", changes<row>(),
                   [](auto a) { return a | filter([](const row& r) { return r.first < r.second; }); });
}
