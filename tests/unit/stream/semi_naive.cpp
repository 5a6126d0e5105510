#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/incremental.hpp>
#include <dbsp/stream/lift.hpp>
#include <dbsp/stream/semi_naive.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
} // namespace

TEST_CASE("semi-naive evaluation takes the changes of a rule", "[stream][semi_naive]") {
    auto const towards = lift([](number limit, number n) { return n < limit ? n + number(1) : n; });
    CHECK(semi_naive<number>(incremental(towards), number(5)) == 5);
    CHECK_THROWS_AS(semi_naive<number>(incremental(towards), number(50), {.budget = 10}), budget_error);
}
