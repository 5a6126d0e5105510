#include <dbsp/engine/recomputing.hpp>

#include "unit/support/saved_engines.hpp"

#include <dbsp/engine/profile.hpp>

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>
#include <vector>

namespace dbsp::test {

namespace {
using dbsp::detail::restart_policy;

/// The paths of a graph, in whose body each pair of a path and an edge is counted.
struct counted_paths {
    int pairs = 0;
    int fails_at = -1;

    auto circuit(recursion_options how) {
        auto const longer = labelled("longer", [this](const item& path, const item& edge) {
            if (++pairs == fails_at) { throw std::runtime_error("no more pairs"); }
            return item(path.first, edge.second);
        });
        return fixpoint<item>(
            how,
            [=](auto path, auto edge) {
                return distinct(edge + join(path, edge, on(second, first), longer));
            },
            source<item>("a"));
    }
};

/// A path of so many edges.
zset<item> chain(int edges) {
    zset<item> all;
    for (int i = 0; i < edges; ++i) { all.add({i, i + 1}, 1); }
    return all;
}
constexpr recursion_options either_way{.recompute_when_cheaper = true};
} // namespace

TEST_CASE("restart_policy: compares what the changed rows cost with what all of them cost",
          "[engine][recomputing]") {
    restart_policy policy;
    CHECK(!policy.at_once(1'000'000, 1));
    policy.followed(1'000, 1);
    CHECK(!policy.at_once(1'000'000, 1)); // not known what it costs to recompute
    policy.computed(5'000, 100);
    CHECK(policy.work_from_nothing(100) == 5'000);
    CHECK(policy.work_from_nothing(200) == 10'000);
    CHECK(!policy.at_once(5, 100));
    CHECK(policy.at_once(6, 100));
    CHECK(!policy.at_once(6, 200));
    policy.given_up(5'000, 2);
    CHECK(policy.at_once(2, 100));
    for (int i = 0; i < 40; ++i) { policy.not_tried(); }
    CHECK(!policy.at_once(2, 100)); // it is tried again
}

TEST_CASE("restart_policy: numbers at the end of their range do no harm", "[engine][recomputing]") {
    restart_policy policy;
    constexpr auto most = ~std::uint64_t{0};
    policy.computed(most, 1);
    CHECK(policy.work_from_nothing(most) == most);
    policy.computed(7, 0);
    CHECK(policy.work_from_nothing(1) == most);
}

TEST_CASE("fixpoint: a change that costs more than all the rest is not followed", "[engine][recomputing]") {
    auto const pairs_of_last_step = [](recursion_options how) {
        counted_paths paths;
        engine running(paths.circuit(how));
        auto& edges = running.input<item>("a");
        edges.push(chain(40));
        CHECK(running.step().size() == 820);
        paths.pairs = 0;
        edges.push(-(chain(40) - chain(4))); // nearly all paths go
        CHECK(running.step().size() == 810);
        return paths.pairs;
    };
    auto const followed = pairs_of_last_step({});
    auto const either = pairs_of_last_step(either_way);
    CHECK(10 * either < 9 * followed);
}

TEST_CASE("fixpoint: recomputed, a step that fails leaves it as it was", "[engine][recomputing]") {
    counted_paths paths;
    engine running(paths.circuit(either_way));
    engine expected(counted_paths().circuit({}));
    auto const push = [&](const zset<item>& change) {
        running.input<item>("a").push(change);
        expected.input<item>("a").push(change);
    };
    push(chain(12));
    expected.step();
    int failed = 0;
    auto const step = [&](int stride) {
        for (int calls = 1;; calls += stride) {
            paths.pairs = 0;
            paths.fails_at = calls;
            try {
                return zset(running.step());
            } catch (const std::runtime_error&) {
                ++failed;
                REQUIRE(running.failure());
                CHECK(running.failure()->op.starts_with("join"));
            }
        }
    };
    step(7);
    for (const auto& change :
         {zset<item>{{{6, 7}, -1}, {{2, 3}, -1}, {{9, 10}, -1}}, zset<item>{{{6, 7}, 1}, {{0, 5}, 1}},
          zset<item>{{{6, 7}, -1}, {{5, 6}, -1}, {{0, 5}, -1}, {{11, 12}, -1}}}) {
        push(change);
        CHECK(step(1) == expected.step());
    }
    CHECK(failed > 20);
}

TEST_CASE("fixpoint: what is kept to recompute it stands in snapshots", "[engine][recomputing]") {
    counted_paths paths;
    auto const circuit = paths.circuit(either_way);
    engine running(circuit, with<snapshots>{});
    running.input<item>("a").push(chain(20));
    running.step();
    engine other(circuit, with<snapshots>{});
    restored(other, saved(running));
    for (int i = 0; i < 19; i += 3) {
        for (auto* one : {&running, &other}) {
            one->input<item>("a").push({{{i, i + 1}, -1}, {{i + 1, i}, 1}});
        }
        auto const expected = zset(running.step());
        CHECK(!expected.empty());
        CHECK(other.step() == expected);
        CHECK(saved(other).size() == saved(running).size());
    }
}

} // namespace dbsp::test
