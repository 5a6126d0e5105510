#include <dbsp/dbsp.hpp>
#include <dbsp/engine/profile.hpp>
#include <dbsp/engine/snapshot.hpp>
#include <dbsp/engine/spill.hpp>

#include "support/memory_store.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <memory>
#include <sstream>
#include <string>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {
using sale = std::pair<int, int>;

auto const region = labelled("region", [](const sale& s) { return s.first; });
auto const amount = labelled("amount", [](const sale& s) { return s.second; });
auto largest() { return source<sale>("sales") | group_by(region) | aggregate(max(amount)); }

/// An engine whose states are on disk between steps, as far as the memory does not do.
template <class C, class... Feature> struct spilling {
    std::shared_ptr<store_watch> watch = std::make_shared<store_watch>();
    engine<C, with<spills, Feature...>> running;

    explicit spilling(const C& circuit, std::uint64_t memory = 0) : running(circuit, {}) {
        spill(running, std::make_unique<memory_store>(watch), {.memory = memory});
    }
    auto& sales() { return running.template input<sale>("sales"); }
};
template <class... Feature> auto spilled(const auto& circuit, std::uint64_t memory = 0) {
    return spilling<std::remove_cvref_t<decltype(circuit)>, Feature...>(circuit, memory);
}
} // namespace

TEST_CASE("spill: what a step needs comes back, and nothing else", "[engine][spill]") {
    auto on_disk = spilled(largest());
    for (int i = 0; i < 100; ++i) { on_disk.sales().insert({i, i}); }
    CHECK(on_disk.running.step().size() == 100);
    CHECK(on_disk.watch->contents.empty()); // room is made when a step begins
    on_disk.sales().insert({7, 50});
    CHECK(on_disk.running.step() == zset<sale>{{{7, 7}, -1}, {{7, 50}, 1}});
    CHECK(on_disk.watch->contents.size() == 100);
    CHECK(on_disk.watch->reads == 1);
    on_disk.running.step();
    CHECK(on_disk.watch->writes == 101);
}

TEST_CASE("spill: as long as there is memory, nothing is written", "[engine][spill]") {
    auto on_disk = spilled(largest(), 1'000'000);
    for (int i = 0; i < 100; ++i) {
        on_disk.sales().insert({i, i});
        on_disk.running.step();
    }
    CHECK(on_disk.watch->contents.empty());
    CHECK(on_disk.watch->reads == 0);
}

TEST_CASE("spill: what has been read and not changed is not written again", "[engine][spill]") {
    auto const sides = join(source<sale>("sales"), source<sale>("others"), on(region, region),
                            [](const sale& a, const sale& b) { return sale(a.second, b.second); });
    auto on_disk = spilled(sides);
    auto& others = on_disk.running.template input<sale>("others");
    for (int i = 0; i < 50; ++i) { others.insert({i, i}); }
    on_disk.running.step();
    on_disk.running.step();
    CHECK(on_disk.watch->writes == 50);
    on_disk.sales().insert({7, 1});
    CHECK(on_disk.running.step() == zset<sale>{{{1, 7}, 1}}); // reads the row of the other side
    on_disk.running.step();
    CHECK(on_disk.watch->writes == 51); // only the sale is new
    CHECK(on_disk.watch->reads == 1);
}

TEST_CASE("spill: a group that loses its last row does not come back", "[engine][spill]") {
    auto on_disk = spilled(largest());
    on_disk.sales().insert({1, 5});
    on_disk.running.step();
    on_disk.sales().erase({1, 5});
    CHECK(on_disk.running.step() == zset<sale>{{{1, 5}, -1}});
    CHECK(on_disk.watch->contents.size() == 1);
    on_disk.sales().insert({1, 3}); // the copy on disk is of the group as it was
    CHECK(on_disk.running.step() == zset<sale>{{{1, 3}, 1}});
    on_disk.sales().erase({1, 3});
    on_disk.running.step();
    on_disk.running.step();
    CHECK(on_disk.watch->contents.empty());
}

TEST_CASE("spill: entries that were used lately stay in memory", "[engine][spill]") {
    constexpr int groups = 2000;
    auto on_disk = spilled(largest(), 150'000);
    for (int i = 0; i < groups; ++i) { on_disk.sales().insert({i, i}); }
    on_disk.running.step();
    for (int round = 0; round < 40; ++round) {
        for (int i = 0; i < 20; ++i) { on_disk.sales().insert({i, round}); }
        on_disk.running.step();
    }
    CHECK(on_disk.watch->contents.size() > 500);
    CHECK(on_disk.watch->reads < 100);
}

TEST_CASE("spill: the profile tells what is in memory and what is on disk", "[engine][spill]") {
    auto on_disk = spilled<profiles>(largest());
    for (int i = 0; i < 30; ++i) { on_disk.sales().insert({i % 10, i}); }
    on_disk.running.step();
    on_disk.sales().insert({0, 100});
    on_disk.running.step();
    auto const profile = profile_of(on_disk.running);
    auto const& state = profile.operators.at(profile.graph.output).state;
    CHECK(state.rows == 4);
    CHECK(state.disk_rows == 27);
    CHECK(state.disk_bytes > 27 * 2 * sizeof(int));
    CHECK_THAT(print_text(profile),
               ContainsSubstring("keeps 4 rows") && ContainsSubstring("on disk 27 rows"));
}

TEST_CASE("spill: a step whose changes do not find room has not begun", "[engine][spill]") {
    auto on_disk = spilled(largest());
    for (int i = 0; i < 20; ++i) { on_disk.sales().insert({i, i}); }
    on_disk.running.step();
    on_disk.sales().insert({3, 30});
    for (int failures = 0; failures < 3; ++failures) {
        on_disk.watch->fails_after = 0;
        CHECK_THROWS_MATCHES(on_disk.running.step(), store_error,
                             MessageMatches(ContainsSubstring("no space is left")));
    }
    CHECK(on_disk.running.step() == zset<sale>{{{3, 3}, -1}, {{3, 30}, 1}});
    for (int i = 0; i < 20; ++i) { on_disk.sales().insert({i, 40}); }
    CHECK(on_disk.running.step().size() == 40);
}

TEST_CASE("spill: a state that cannot be read makes the step fail, at its row", "[engine][spill]") {
    auto on_disk = spilled(largest());
    for (int i = 0; i < 20; ++i) { on_disk.sales().insert({i, i}); }
    on_disk.running.step();
    on_disk.running.step();
    on_disk.sales().insert({4, 40});
    on_disk.sales().insert({3, 30});
    on_disk.watch->fails_after = 1;
    CHECK_THROWS_MATCHES(on_disk.running.step(), store_error, MessageMatches(ContainsSubstring("aggregate")));
    REQUIRE(on_disk.running.failure());
    CHECK(on_disk.running.failure()->at == "row (3, 30)");
    CHECK(on_disk.running.step() == zset<sale>{{{3, 3}, -1}, {{3, 30}, 1}, {{4, 4}, -1}, {{4, 40}, 1}});
}

TEST_CASE("spill: a state that is damaged on disk is refused", "[engine][spill]") {
    auto on_disk = spilled(largest());
    on_disk.sales().insert({1, 5});
    on_disk.running.step();
    on_disk.running.step();
    REQUIRE(on_disk.watch->contents.size() == 1);
    auto& bytes = on_disk.watch->contents.begin()->second;
    auto const sound = bytes;
    for (const auto& damaged : {sound.substr(1), sound + "x", std::string()}) {
        bytes = damaged;
        on_disk.sales().insert({1, 9});
        CHECK_THROWS_MATCHES(on_disk.running.step(), store_error,
                             MessageMatches(ContainsSubstring("not what was written")));
        on_disk.sales().withdraw();
    }
    bytes = sound;
    on_disk.sales().insert({1, 9});
    CHECK(on_disk.running.step() == zset<sale>{{{1, 5}, -1}, {{1, 9}, 1}});
}

TEST_CASE("spill: a snapshot has all of the state, wherever it is", "[engine][spill]") {
    auto on_disk = spilled<snapshots>(largest());
    for (int i = 0; i < 20; ++i) { on_disk.sales().insert({i, i}); }
    on_disk.running.step();
    on_disk.sales().insert({3, 30});
    on_disk.running.step();
    std::stringstream file;
    save(file, on_disk.running);

    engine in_memory(largest(), with<snapshots>{});
    restore(file, in_memory);
    in_memory.input<sale>("sales").insert({3, 31});
    in_memory.input<sale>("sales").insert({4, 40});
    zset<sale> const change{{{3, 30}, -1}, {{3, 31}, 1}, {{4, 4}, -1}, {{4, 40}, 1}};
    CHECK(in_memory.step() == change);

    auto other = spilled<snapshots>(largest());
    other.sales().insert({3, 99});
    other.running.step();
    other.running.step();
    file.seekg(0);
    restore(file, other.running); // what was on disk is gone
    other.running.step();
    other.sales().insert({3, 31});
    other.sales().insert({4, 40});
    CHECK(other.running.step() == change);
}

TEST_CASE("spill: keys that close are forgotten on disk, too", "[engine][spill]") {
    auto const closes = closing(region, [](int key) { return key; });
    auto on_disk = spilled<profiles>(source<sale>("sales") | group_by(closes) | aggregate(max(amount)));
    for (int i = 0; i < 20; ++i) { on_disk.sales().insert({i, i}); }
    on_disk.running.step();
    on_disk.running.step();
    auto const on_disk_rows = [&] {
        auto const profile = profile_of(on_disk.running);
        return profile.operators.at(profile.graph.output).state.disk_rows;
    };
    CHECK(on_disk_rows() == 20);
    on_disk.watch->fails_after = 0;
    CHECK_THROWS_AS(on_disk.running.collect(4), store_error);
    CHECK(on_disk_rows() == 20);
    on_disk.running.collect(4);
    CHECK(on_disk_rows() == 15);
    on_disk.running.step();
    CHECK(on_disk.watch->contents.size() == 15);
    on_disk.sales().insert({4, 40});
    CHECK_THROWS_AS(on_disk.running.step(), late_error);
    on_disk.sales().withdraw();
    on_disk.sales().insert({5, 40});
    CHECK(on_disk.running.step() == zset<sale>{{{5, 5}, -1}, {{5, 40}, 1}});
}

TEST_CASE("spill: a pipeline has one store for all its views", "[engine][spill]") {
    auto const sales = source<sale>("sales");
    basic_pipeline<with<spills>> views(view("largest", largest()),
                                       materialized_view("regions", distinct(map(sales, region))));
    auto const watch = std::make_shared<store_watch>();
    spill(views, std::make_unique<memory_store>(watch), {.memory = 0});
    for (int i = 0; i < 20; ++i) { views.input<sale>("sales").insert({i % 10, i}); }
    views.step();
    views.input<sale>("sales").insert({3, 99});
    views.step();
    CHECK(views.change<sale>("largest") == zset<sale>{{{3, 13}, -1}, {{3, 99}, 1}});
    CHECK(views.change<int>("regions").empty());
    CHECK(watch->contents.size() == 20);
}

TEST_CASE("spill: there is one store, between steps", "[engine][spill]") {
    auto on_disk = spilled(largest());
    CHECK_THROWS_MATCHES(spill(on_disk.running, std::make_unique<memory_store>(on_disk.watch)), circuit_error,
                         MessageMatches(ContainsSubstring("has a store already")));
    engine running(largest(), with<spills>{});
    CHECK_THROWS_AS(spill(running, nullptr), circuit_error);
    auto moved = std::move(running);
    CHECK_THROWS_AS(spill(running, std::make_unique<memory_store>(on_disk.watch)), broken_state_error);
    CHECK_NOTHROW(spill(moved, std::make_unique<memory_store>(std::make_shared<store_watch>())));
}

} // namespace dbsp::test
