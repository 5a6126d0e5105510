#include <dbsp/stream/differentiate.hpp>

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

TEST_CASE("differentiation gives the steps", "[stream][differentiate]") {
    CHECK(prefix(differentiate(stream<number>{1, 3, 6}), 5) == numbers{1, 2, 3, -6, 0});
}
