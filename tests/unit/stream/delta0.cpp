#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/delta0.hpp>
#include <dbsp/stream/integrate.hpp>
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

TEST_CASE("delta0 gives its value once", "[stream][delta0]") {
    CHECK(prefix(delta0(number(7)), 3) == numbers{7, 0, 0});
}

TEST_CASE("integrating delta0 gives its value for ever", "[stream][delta0]") {
    CHECK(prefix(integrate(delta0(number(7))), 3) == numbers{7, 7, 7});
}

TEST_CASE("delta0 of a stream is a stream of streams", "[stream][delta0]") {
    nested const s = delta0(stream<number>{1, 2});
    CHECK(prefix(s[0], 3) == numbers{1, 2, 0});
    CHECK(prefix(s[1], 3) == numbers{0, 0, 0});
}
