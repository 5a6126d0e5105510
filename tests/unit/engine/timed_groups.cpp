#include <dbsp/engine/timed_groups.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("timed_groups: a value that has gone is not looked for when its moment comes",
          "[engine][timed_groups]") {
    dbsp::detail::scope<1> outer;
    dbsp::detail::scope<2> inner;
    inner.around = &outer;
    dbsp::detail::timed_groups<int, default_weight, default_weight, 2> groups(inner);
    zset<int> result;
    auto const at = [&](std::uint32_t i, std::uint32_t j, int change) {
        inner.now = {{i, j}};
        outer.now = {{i}};
        if (change != 0) { groups.touch(7) = groups.touch(7) + default_weight(change); }
        groups.settle([](int, const default_weight& w) { return w; },
                      [&](int key, const default_weight& w) { result.add(key, w); });
    };
    at(1, 1, 1);
    at(2, 0, 1);
    at(2, 1, 0);
    CHECK(result == zset<int>{{7, 2}});
    at(1, 1, -1);
    at(2, 0, -1); // nothing is left, but (2, 1) was noted at (1, 1)
    at(2, 1, 0);
    CHECK(result.empty());
}

} // namespace dbsp::test
