#include <dbsp/stream/delay.hpp>

#include <dbsp/concept/checked.hpp>
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

TEST_CASE("a delay starts with zero and repeats the stream one step later", "[stream][delay]") {
    CHECK(prefix(delay(stream<number>{1, 2, 3}), 5) == numbers{0, 1, 2, 3, 0});
}

TEST_CASE("a delay of a stream of streams starts with the zero stream", "[stream][delay]") {
    auto const late = delay(nested{{1, 2}});
    CHECK(prefix(late[0], 2) == numbers{0, 0});
    CHECK(prefix(late[1], 2) == numbers{1, 2});
}
