#include <dbsp/stream/integrate.hpp>

#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/prefix.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
using numbers = std::vector<number>;
} // namespace

TEST_CASE("integration sums up", "[stream][integrate]") {
    CHECK(prefix(integrate(stream<number>{1, 2, 3}), 5) == numbers{1, 3, 6, 6, 6});
}

TEST_CASE("integration of a long stream needs no deep recursion", "[stream][integrate]") {
    stream<number> const ones([](std::size_t) { return number(1); });
    CHECK(integrate(integrate(ones))[20000] == 200030001);
}

TEST_CASE("a sum that overflows is an error, and the elements before it are not", "[stream][integrate]") {
    stream<checked<std::int8_t>> const s{100, 20, 20};
    auto const sums = integrate(s);
    CHECK_THROWS_AS(sums[2], overflow_error);
    CHECK(sums[1] == 120);
    CHECK_THROWS_AS(sums[2], overflow_error);
}
