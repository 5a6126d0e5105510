#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/asof_join.hpp>
#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>

#include <optional>
#include <string>
#include <utility>

namespace dbsp::test {

namespace {
using trade = record<field<"share", std::string>, field<"at", int>>;
using quote = record<field<"name", std::string>, field<"time", int>, field<"price", int>>;
using priced = record<field<"share", std::string>, field<"at", int>, field<"price", int>>;

auto trades_with_quotes() {
    return asof_join(source<trade>("trades"), source<quote>("quotes"), on(col<"share">, col<"name">),
                     col<"at">, col<"time">, [](const trade& t, const quote& q) {
                         return priced(get<"share">(t), get<"at">(t), get<"price">(q));
                     });
}
} // namespace

TEST_CASE("asof_join: the latest row at the time or before", "[operator][asof_join]") {
    engine running(trades_with_quotes());
    running.input<trade>("trades").push({{{"A", 4}, 1}, {{"A", 5}, 1}, {{"A", 9}, 2}, {{"B", 9}, 1}});
    auto& quotes = running.input<quote>("quotes");
    quotes.push({{{"A", 5, 50}, 1}, {{"A", 7, 70}, 2}, {{"A", 10, 99}, 1}, {{"B", 10, 99}, 1}});
    CHECK(running.step() == zset<priced>{{{"A", 5, 50}, 1}, {{"A", 9, 70}, 2}});
    quotes.push({{{"A", 7, 70}, -1}});
    CHECK(running.step().empty());
    quotes.push({{{"A", 7, 70}, -1}, {{"A", 8, 80}, 1}});
    CHECK(running.step() == zset<priced>{{{"A", 9, 70}, -2}, {{"A", 9, 80}, 2}});
    quotes.push({{{"B", 1, 10}, 1}});
    CHECK(running.step() == zset<priced>{{{"B", 9, 10}, 1}});
}

TEST_CASE("asof_join: of several at one time the first counts", "[operator][asof_join]") {
    engine running(trades_with_quotes());
    running.input<trade>("trades").insert({"A", 5});
    running.input<quote>("quotes").push({{{"A", 5, 20}, 1}, {{"A", 5, 10}, 1}});
    CHECK(running.step() == zset<priced>{{{"A", 5, 10}, 1}});
}

TEST_CASE("asof_join: by default the pair of both, and a missing key matches nothing",
          "[operator][asof_join]") {
    using event = std::pair<std::optional<int>, int>;
    struct first_or_none {
        std::optional<int> operator()(const event& e) const { return e.first; }
        static bool matches(const std::optional<int>& key) { return key.has_value(); }
    };
    auto const time = [](const event& e) { return e.second; };
    engine running(
        asof_join(source<event>("a"), source<event>("b"), on(first_or_none{}, first_or_none{}), time, time));
    running.input<event>("a").push({{{1, 5}, 1}, {{std::nullopt, 5}, 1}});
    running.input<event>("b").push({{{1, 3}, 1}, {{std::nullopt, 3}, 1}});
    CHECK(running.step() == zset<std::pair<event, event>>{{{{1, 5}, {1, 3}}, 1}});
}

} // namespace dbsp::test
