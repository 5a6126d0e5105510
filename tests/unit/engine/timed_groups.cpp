#include <dbsp/engine/timed_groups.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <map>
#include <vector>

namespace dbsp::test {

namespace {
auto const at_once = [](int, auto&& work) { work(); };
} // namespace

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
        groups.settle([](int, const default_weight& w, default_weight& made) { made = w; },
                      [&](int key, const default_weight& w) { result.add(key, w); }, at_once);
    };
    at(1, 1, 1);
    at(2, 0, 1);
    at(2, 1, 0);
    CHECK(result == zset<int>{{7, 2}});
    step.states.commit();
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
        groups.settle([](int, const default_weight& w, default_weight& made) { made = w > 0 ? 1 : 0; },
                      [&](int name, const default_weight& w) { result.add(name, w); }, at_once);
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

TEST_CASE("timed_groups: in one fixpoint a group is looked at as long as its input differs",
          "[engine][timed_groups]") {
    dbsp::detail::scope<1> inner;
    dbsp::detail::step_environment step;
    inner.step = &step;
    dbsp::detail::timed_groups<int, default_weight, default_weight, 1> groups(inner);
    std::vector<std::uint32_t> looks;
    /// One step: a change of 7 at each of some iterations; gives those of the output.
    auto const run = [&](std::map<std::uint32_t, int> changes) {
        std::map<std::uint32_t, default_weight> result;
        looks.clear();
        for (auto const& [i, change] : changes) { inner.pending.insert({{i}}); }
        while (!inner.pending.empty()) {
            inner.now = inner.pending.extract(inner.pending.begin()).value();
            ++inner.tick;
            auto const i = inner.now.at[0];
            if (changes.contains(i)) {
                auto& known = groups.touch(7);
                known = known + default_weight(changes.at(i));
            }
            groups.settle(
                [&](int, const default_weight& w, default_weight& made) {
                    looks.push_back(i);
                    made = w > 0 ? 1 : 0;
                },
                [&](int, const default_weight& w) { result[i] = w; }, at_once);
        }
        return result;
    };
    using outcome = std::map<std::uint32_t, default_weight>;
    using moments = std::vector<std::uint32_t>;
    CHECK(run({{2, 1}, {5, 1}, {8, -1}}) == outcome{{2, 1}});
    step.states.commit();
    CHECK(run({{2, -1}, {3, 1}}) == outcome{{2, -1}, {3, 1}}); // as before from 3 on
    CHECK(looks == moments{2, 3});
    step.states.rollback();
    CHECK(run({{1, 1}, {6, -1}}) == outcome{{1, 1}, {2, -1}});
    CHECK(looks == moments{1, 2, 5, 6});
    step.states.commit();
    CHECK(run({{1, -1}}) == outcome{{1, -1}, {2, 1}, {8, -1}});
    CHECK(looks == moments{1, 2, 5, 6, 8});
    step.states.commit();
}

TEST_CASE("timed_groups: a rollback restores histories of which entries have come and gone",
          "[engine][timed_groups]") {
    dbsp::detail::scope<1> inner;
    dbsp::detail::step_environment step;
    inner.step = &step;
    dbsp::detail::timed_groups<int, zset<int>, zset<int>, 1> groups(inner);
    auto const at = [&](std::uint32_t i, zset<int> change) {
        ++inner.tick;
        inner.now = {{i}};
        if (!change.empty()) { groups.touch(7) += change; }
        zset<int> result;
        groups.settle([](int, const zset<int>& rows, zset<int>& made) { made = rows; },
                      [&](int, const zset<int>& rows) { result += rows; }, at_once);
        return result;
    };
    at(1, {{10, 1}});
    at(2, {{20, 1}, {10, -1}});
    at(4, {{40, 1}});
    step.states.commit();
    at(1, {{10, -1}});
    at(2, {{20, -1}, {10, 1}});
    at(3, {{30, 1}});
    at(4, {{40, -1}});
    step.states.rollback();
    CHECK(at(0, {{10, -1}, {1, 1}}) == zset<int>{{10, -1}, {1, 1}});
    CHECK(at(1, {}).empty());
    CHECK(at(2, {{20, -1}}) == zset<int>{{20, -1}});
    CHECK(at(3, {}).empty());
    CHECK(at(4, {{40, -1}, {10, 1}, {1, -1}}) == zset<int>{{40, -1}, {10, 1}, {1, -1}});
    step.states.commit();
    groups.kept().for_each([](int, const auto& known) {
        CHECK(dbsp::detail::running_sum<zset<int>, 1>().up_to({{9}}, known.in, known.in.size()).empty());
        CHECK(dbsp::detail::running_sum<zset<int>, 1>().up_to({{9}}, known.out, known.out.size()).empty());
    });
}

} // namespace dbsp::test
