#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/delay.hpp>
#include <dbsp/stream/delta0.hpp>
#include <dbsp/stream/feedback.hpp>
#include <dbsp/stream/prefix.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
using numbers = std::vector<number>;
} // namespace

TEST_CASE("feedback computes each element from those before it", "[stream][feedback]") {
    auto const fibonacci =
        feedback<number>([](const stream<number>& past) { return delta0(number(1)) + past + delay(past); });
    CHECK(prefix(fibonacci, 8) == numbers{1, 1, 2, 3, 5, 8, 13, 21});
}

TEST_CASE("feedback that looks ahead is an error", "[stream][feedback]") {
    auto const ahead = feedback<number>([](const stream<number>& past) {
        return stream<number>([past](std::size_t t) { return past[t + 1] + number(1); });
    });
    CHECK_THROWS_AS(ahead[0], circuit_error);
}

TEST_CASE("a stream from inside a loop is an error once the loop is gone", "[stream][feedback]") {
    stream<number> inside;
    {
        auto const loop = feedback<number>([&](const stream<number>& past) {
            inside = past;
            return past + delta0(number(1));
        });
        CHECK(inside[2] == 1);
    }
    CHECK(inside[2] == 1);
    CHECK_THROWS_AS(inside[3], circuit_error);
}
