#include "unit/support/saved_engines.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("snapshot: nested recursion keeps its moments", "[engine][snapshot]") {
    auto const edge_to = on(second, first);
    auto const ends = labelled("ends", [](const item& a, const item& b) { return item(a.first, b.second); });
    auto const closure = [&](auto edges) {
        return fixpoint(
            [&](auto path, auto edge) { return distinct(edge + join(path, edge, edge_to, ends)); }, edges);
    };
    auto const circuit = fixpoint(
        [&](auto x, auto edge) { return distinct(edge + closure(distinct(x + edge))); }, source<item>("a"));
    engine running(circuit, with<snapshots>{});
    running.input<item>("a").push({{{1, 2}, 1}, {{2, 3}, 1}, {{3, 4}, 1}, {{4, 1}, 1}});
    CHECK(running.step().size() == 16);
    engine other(circuit, with<snapshots>{});
    restored(other, saved(running));
    for (auto* machine : {&running, &other}) { machine->input<item>("a").push({{{3, 4}, -1}, {{1, 5}, 1}}); }
    auto const expected = zset(running.step());
    CHECK(expected.size() > 4);
    CHECK(other.step() == expected);
}

TEST_CASE("snapshot: run-time circuits, with delays and states of functions", "[engine][snapshot]") {
    using table = circuit<functions<item>>;
    auto const by_first = labelled("first", [](const item& r) { return item(r.first, 0); });
    auto const a = source<table>("a");
    auto const best =
        a | group_by(by_first) |
        top_k(1, labelled("second", [](const item& x, const item& y) { return x.second < y.second; }));
    auto const counted =
        a | group_by(by_first) |
        aggregate_as([](const item& k, std::int64_t n) { return item(k.first, static_cast<int>(n)); },
                     count());
    auto const circuit = delay(best) + integrate(counted) + differentiate(distinct(a));
    engine running(circuit, with<snapshots>{});
    auto const push = [](auto& machine, const zset<item>& change) {
        machine.template input<item>("a").push(change);
    };
    push(running, {{{1, 5}, 1}, {{1, 3}, 2}, {{2, 8}, 1}});
    running.step();
    engine other(circuit, with<snapshots>{});
    restored(other, saved(running));
    for (int step = 0; step < 3; ++step) {
        for (auto* machine : {&running, &other}) { push(*machine, {{{1, 3}, -1}, {{2, step}, 1}}); }
        if (step == 2) { break; }
        auto const expected = zset(running.step());
        CHECK(!expected.empty());
        CHECK(other.step() == expected);
    }
}

} // namespace dbsp::test
