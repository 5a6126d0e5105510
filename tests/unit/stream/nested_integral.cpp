#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/delta0.hpp>
#include <dbsp/stream/integrate.hpp>
#include <dbsp/stream/nested_integral.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
} // namespace

TEST_CASE("the elements up to the first zero are summed", "[stream][nested_integral]") {
    CHECK(nested_integral(stream<number>{1, 2, 3}) == 6);
    CHECK(nested_integral(stream<number>{}) == 0);
}

TEST_CASE("what comes after the promised zeros is left out", "[stream][nested_integral]") {
    stream<number> const pausing{1, 0, 2, 0, 0, 4};
    CHECK(nested_integral(pausing) == 1);
    CHECK(nested_integral(pausing, {.quiet = 2}) == 3);
    CHECK(nested_integral(pausing, {.quiet = 3}) == 7);
}

TEST_CASE("the budget counts the elements read, zeros included", "[stream][nested_integral]") {
    stream<number> const s{1, 2, 3};
    CHECK(nested_integral(s, {.budget = 4}) == 6);
    CHECK_THROWS_AS(nested_integral(s, {.budget = 3}), budget_error);
}

TEST_CASE("a stream that does not vanish is an error that says what to do", "[stream][nested_integral]") {
    try {
        (void)nested_integral(integrate(delta0(number(1))));
        FAIL("no error");
    } catch (const budget_error& e) { CHECK(std::string(e.what()).contains("vanishing::budget")); }
}
