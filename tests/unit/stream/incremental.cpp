#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/incremental.hpp>
#include <dbsp/stream/lift.hpp>
#include <dbsp/stream/prefix.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
using numbers = std::vector<number>;
} // namespace

TEST_CASE("the incremental version turns changes into changes", "[stream][incremental]") {
    auto const square = lift([](number n) { return n * n; });
    // States 1, 3, 2; their squares 1, 9, 4.
    CHECK(prefix(incremental(square)(stream<number>{1, 2, -1}), 4) == numbers{1, 8, -5, 0});
}

TEST_CASE("the incremental version of a binary query integrates both inputs", "[stream][incremental]") {
    auto const product = lift([](number a, number b) { return a * b; });
    // States 1, 2 and 3, 4; products 3, 8.
    CHECK(prefix(incremental(product)(stream<number>{1, 1}, stream<number>{3, 1}), 3) == numbers{3, 5, 0});
}
