#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/delay.hpp>
#include <dbsp/stream/nested_feedback.hpp>
#include <dbsp/stream/prefix.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
using numbers = std::vector<number>;
using nested = stream<stream<number>>;
} // namespace

TEST_CASE("nested feedback runs along the inner time", "[stream][nested_feedback]") {
    nested const s{{1, 2, 3}, {10, 20}};
    auto const sums = nested_feedback<number>([&](const nested& past) { return s + past; });
    CHECK(prefix(sums[0], 4) == numbers{1, 3, 6, 6});
    CHECK(prefix(sums[1], 4) == numbers{10, 30, 30, 30});
}

TEST_CASE("nested feedback may look at earlier outer times", "[stream][nested_feedback]") {
    nested const s{{1}};
    auto const pascal = nested_feedback<number>([&](const nested& past) { return s + past + delay(past); });
    CHECK(prefix(pascal[0], 5) == numbers{1, 1, 1, 1, 1});
    CHECK(prefix(pascal[1], 5) == numbers{0, 1, 2, 3, 4});
    CHECK(prefix(pascal[2], 5) == numbers{0, 0, 1, 3, 6});
}

TEST_CASE("an inner stream outlives the result it came from", "[stream][nested_feedback]") {
    auto const inner = nested_feedback<number>([](const nested& past) { return past + nested{{1, 1}}; })[0];
    CHECK(prefix(inner, 4) == numbers{1, 2, 2, 2});
}
