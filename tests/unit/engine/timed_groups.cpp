#include <dbsp/engine/timed_groups.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("timed_groups: a value that has gone is not looked for when its moment comes",
          "[engine][timed_groups]") {
    dbsp::detail::scope<1> outer;
    dbsp::detail::scope<2> inner;
    inner.around = &outer;
    dbsp::detail::step_environment step;
    inner.step = &step;
    dbsp::detail::timed_groups<int, default_weight, default_weight, 2> groups(inner);
    zset<int> result;
    auto const at = [&](std::uint32_t i, std::uint32_t j, int change) {
        ++inner.tick;
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

TEST_CASE("timed_groups: a step that is rolled back leaves nothing behind, also not for its later moments",
          "[engine][timed_groups]") {
    dbsp::detail::scope<1> inner;
    dbsp::detail::step_environment step;
    inner.step = &step;
    dbsp::detail::timed_groups<int, default_weight, default_weight, 1> groups(inner);
    auto const at = [&](std::uint32_t i, int key, int change) {
        ++inner.tick;
        inner.now = {{i}};
        if (change != 0) {
            auto& known = groups.touch(key);
            known = known + default_weight(change);
        }
        zset<int> result;
        groups.settle(
            [](int, const default_weight& w) { return w > 0 ? default_weight(1) : default_weight(0); },
            [&](int name, const default_weight& w) { result.add(name, w); });
        return result;
    };
    CHECK(at(1, 7, 1) == zset<int>{{7, 1}});
    step.states.commit();
    CHECK(at(0, 7, 2) == zset<int>{{7, 1}}); // to be looked at again at 1
    CHECK(at(1, 8, 1) == zset<int>{{7, -1}, {8, 1}});
    step.states.rollback();
    CHECK(at(1, 8, 1) == zset<int>{{8, 1}});
    CHECK(at(2, 7, -1) == zset<int>{{7, -1}});
    step.states.commit();
}

} // namespace dbsp::test
