#include <dbsp/stream/prefix.hpp>

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

TEST_CASE("a prefix has as many elements as asked for", "[stream][prefix]") {
    CHECK(prefix(stream<number>{1, 2, 3}, 2) == numbers{1, 2});
    CHECK(prefix(stream<number>{1}, 3) == numbers{1, 0, 0});
    CHECK(prefix(stream<number>{1}, 0).empty());
}
