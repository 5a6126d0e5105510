#include <dbsp/stream/naive.hpp>

#include <dbsp/concept/checked.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
} // namespace

TEST_CASE("naive evaluation repeats a rule until nothing changes", "[stream][naive]") {
    auto const towards = [](number limit, number n) { return n < limit ? n + number(1) : n; };
    CHECK(naive<number>(towards, number(5)) == 5);
    CHECK(naive<number>(towards, number(0)) == 0);
}

TEST_CASE("naive evaluation of a rule that never settles is an error", "[stream][naive]") {
    auto const count = [](number by, number n) { return n + by; };
    CHECK_THROWS_AS(naive<number>(count, number(1), {.budget = 10}), budget_error);
}
