#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/integrate.hpp>
#include <dbsp/stream/lift.hpp>
#include <dbsp/stream/prefix.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
using numbers = std::vector<number>;
using nested = stream<stream<number>>;
number negated(number n) { return -n; }
} // namespace

TEST_CASE("a lifted function is applied element by element", "[stream][lift]") {
    auto const twice = [](number n) { return n + n; };
    CHECK(prefix(lift(twice)(stream<number>{1, 2}), 3) == numbers{2, 4, 0});
}

TEST_CASE("functions of several arguments are lifted", "[stream][lift]") {
    auto const sum = [](number a, number b, number c) { return a + b * c; };
    CHECK(prefix(lift(sum)(stream<number>{1, 2}, stream<number>{3, 4}, stream<number>{5, 6}), 3) ==
          numbers{16, 26, 0});
}

TEST_CASE("function pointers are lifted", "[stream][lift]") {
    CHECK(prefix(lift(&negated)(stream<number>{1}), 2) == numbers{-1, 0});
}

TEST_CASE("operators of streams are lifted to streams of streams", "[stream][lift]") {
    auto const sums = lift(integrate)(nested{{1, 1, 1}, {2, 2}});
    CHECK(prefix(sums[0], 3) == numbers{1, 2, 3});
    CHECK(prefix(sums[1], 3) == numbers{2, 4, 4});
}
