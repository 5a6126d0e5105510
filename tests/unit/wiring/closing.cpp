#include <dbsp/dbsp.hpp>
#include <dbsp/engine/profile.hpp>
#include <dbsp/engine/snapshot.hpp>
#include <dbsp/operator/tumble.hpp>
#include <dbsp/wiring/closing.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <sstream>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {
using bid = record<field<"id", int>, field<"time", std::int64_t>>;
using total = record<field<"window", event_time>, field<"count", std::int64_t>>;

auto const end_of_window = [](const auto& key) { return get<"window">(key) + 60; };

auto totals() {
    return source<bid>("bids") | tumble(col<"time">, 60) | group_by(closing(col<"window">, end_of_window)) |
           aggregate(count());
}
const operator_profile& aggregated(const circuit_profile& profile) {
    return profile.operators.at(profile.graph.output);
}
} // namespace

TEST_CASE("closing: collecting forgets groups that have closed, and gives nothing out", "[wiring][closing]") {
    engine running(totals(), with<profiles>{});
    auto& bids = running.input<bid>("bids");
    bids.push({{{1, 10}, 1}, {{2, 70}, 1}, {{3, 130}, 1}});
    running.step();
    CHECK(aggregated(profile_of(running)).state.rows == 3);
    running.collect(119);
    CHECK(aggregated(profile_of(running)).state.rows == 2);
    CHECK(running.step().empty());
    bids.insert({4, 80});
    CHECK(running.step() == zset<total>{{{60, 1}, -1}, {{60, 2}, 1}});
    running.collect(179);
    CHECK(aggregated(profile_of(running)).state.rows == 1);
    running.collect(100); // it does not go back
    bids.insert({5, 179});
    CHECK(running.step() == zset<total>{{{120, 1}, -1}, {{120, 2}, 1}});
}

TEST_CASE("closing: what comes for a key that was collected is an error, and not a wrong row",
          "[wiring][closing]") {
    engine running(totals());
    auto& bids = running.input<bid>("bids");
    bids.insert({1, 10});
    running.step();
    running.collect(60);
    bids.insert({2, 20});
    CHECK_THROWS_MATCHES(
        running.step(), late_error,
        MessageMatches(StartsWith("aggregate: the key (0) has closed; its state was collected up to 60")));
    bids.withdraw();
    bids.insert({3, 60});
    CHECK(running.step() == zset<total>{{{60, 1}, 1}});
}

TEST_CASE("closing: joins forget both sides", "[wiring][closing]") {
    using item = std::pair<event_time, int>;
    auto const time = [](const item& r) { return r.first; };
    engine running(
        join(source<item>("a"), source<item>("b"), on(closing(time, [](event_time t) { return t; }), time)),
        with<profiles>{});
    running.input<item>("a").push({{{1, 1}, 1}, {{2, 1}, 1}});
    running.input<item>("b").push({{{1, 2}, 1}, {{3, 2}, 1}});
    CHECK(running.step().size() == 1);
    running.collect(2);
    CHECK(aggregated(profile_of(running)).state.rows == 1);
    running.input<item>("a").insert({3, 5});
    CHECK(running.step().size() == 1);
    running.input<item>("b").insert({2, 5});
    CHECK_THROWS_AS(running.step(), late_error);
}

TEST_CASE("closing: run-time circuits and pipelines, and through snapshots", "[wiring][closing]") {
    using row = std::pair<int, int>;
    using table = circuit<functions<row>>;
    auto const counted =
        source<table>("a") |
        group_by(
            closing([](const row& r) { return row(r.first, 0); }, [](const row& k) { return k.first; })) |
        aggregate_as([](const row& k, std::int64_t n) { return row(k.first, static_cast<int>(n)); }, count());
    using views = basic_pipeline<with<snapshots>>;
    views running(view("counts", counted));
    running.input<row>("a").push({{{1, 1}, 1}, {{2, 1}, 1}});
    running.step();
    running.collect(1);
    std::stringstream bytes;
    save(bytes, running);
    views other(view("counts", counted));
    restore(bytes, other);
    other.input<row>("a").insert({2, 2});
    other.step();
    CHECK(other.change<row>("counts") == zset<row>{{{2, 1}, -1}, {{2, 2}, 1}});
    other.input<row>("a").insert({1, 2});
    CHECK_THROWS_AS(other.step(), late_error);
}

} // namespace dbsp::test
