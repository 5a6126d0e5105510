#include <dbsp/stream/equal_up_to.hpp>

#include <dbsp/concept/checked.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
using nested = stream<stream<number>>;
} // namespace

TEST_CASE("streams that begin alike are equal up to where they differ", "[stream][equal_up_to]") {
    stream<number> const a{1, 2, 3};
    stream<number> const b{1, 2, 4};
    CHECK(equal_up_to(a, b, 2));
    CHECK_FALSE(equal_up_to(a, b, 3));
    CHECK(equal_up_to(a, b, 0));
}

TEST_CASE("streams of streams are compared in both times", "[stream][equal_up_to]") {
    nested const a{{1, 2, 3}, {4}};
    nested const b{{1, 2, 5}, {4}};
    CHECK(equal_up_to(a, b, 2));
    CHECK_FALSE(equal_up_to(a, b, 3));
}
