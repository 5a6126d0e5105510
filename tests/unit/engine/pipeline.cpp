#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/pipeline.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/map.hpp>

#include "unit/support/compiled_engine.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::test {

using Catch::Matchers::Message;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {
auto const is_even = [](int i) { return i % 2 == 0; };
auto const tens = [](int i) { return i / 10; };
} // namespace

TEST_CASE("pipeline: each view has its changes, in the order and types of its own", "[engine][pipeline]") {
    auto const a = source<int>("a");
    pipeline views(view("all", a), view("even", filter(a, is_even)),
                   view("text", map(a, [](int i) { return std::to_string(i); })));
    views.input<int>("a").push({{1, 1}, {2, 1}});
    views.step();
    CHECK(views.change<int>("all") == zset<int>{{1, 1}, {2, 1}});
    CHECK(views.change<int>("even") == zset<int>{{2, 1}});
    CHECK(views.change<std::string>("text") == zset<std::string>{{"1", 1}, {"2", 1}});
    views.step();
    CHECK(views.change<int>("all").empty());
}

TEST_CASE("pipeline: what views share runs once a step", "[engine][pipeline]") {
    auto const run = [](auto a) {
        int calls = 0;
        auto const part = share(map(a, [&calls](int i) { return ++calls, i; }));
        pipeline views(view("part", part), view("set", distinct(part)));
        views.template input<int>("a").push({{7, 1}, {8, 2}});
        views.step();
        CHECK(views.template change<int>("part") == zset<int>{{7, 1}, {8, 2}});
        CHECK(views.template change<int>("set") == zset<int>{{7, 1}, {8, 1}});
        CHECK(calls == 2);
    };
    run(source<int>("a"));
    run(source<circuit<functions<int>>>("a"));
}

TEST_CASE("pipeline: a materialized view is the sum of its changes", "[engine][pipeline]") {
    pipeline views(materialized_view("set", distinct(source<int>("a"))));
    auto& a = views.input<int>("a");
    const auto& state = views.state<int>("set"); // valid over all steps
    CHECK(state.empty());
    a.push({{1, 2}, {2, 1}});
    views.step();
    CHECK(state == zset<int>{{1, 1}, {2, 1}});
    a.push({{1, -2}, {3, 1}});
    views.step();
    CHECK(state == zset<int>{{2, 1}, {3, 1}});
    CHECK(views.change<int>("set") == zset<int>{{1, -1}, {3, 1}});
}

TEST_CASE("pipeline: an indexed view is read by key and by ranges of keys", "[engine][pipeline]") {
    pipeline views(indexed_view("by tens", source<int>("a"), tens));
    auto& a = views.input<int>("a");
    a.push({{1, 1}, {2, 1}, {15, 1}, {31, 1}});
    views.step();
    const auto& index = views.index<int, int>("by tens");
    CHECK(index[0] == zset<int>{{1, 1}, {2, 1}});
    CHECK(index[2].empty());
    int rows = 0;
    for (const auto& [key, group] : index.between(1, 3)) { rows += static_cast<int>(group.size()); }
    CHECK(rows == 2);
    a.push({{1, -1}, {2, -1}});
    views.step();
    CHECK_FALSE(index.contains(0));
}

TEST_CASE("pipeline: views of a range", "[engine][pipeline]") {
    using runtime = circuit<functions<int>>;
    auto const a = source<runtime>("a");
    std::vector<materialized_view<runtime>> made;
    for (int i = 0; i < 3; ++i) {
        made.emplace_back("above " + std::to_string(i), filter(a, [i](int x) { return x > i; }));
    }
    pipeline views(std::from_range, made);
    views.input<int>("a").push({{1, 1}, {2, 1}});
    views.step();
    CHECK(views.state<int>("above 0").size() == 2);
    CHECK(views.state<int>("above 1") == zset<int>{{2, 1}});
    CHECK(views.state<int>("above 2").empty());
}

TEST_CASE("pipeline: what cannot be found says what there is", "[engine][pipeline]") {
    pipeline views(view("plain", source<int>("a")), indexed_view("by tens", source<int>("a"), tens));
    CHECK_THROWS_MATCHES(views.change<int>("x"), circuit_error,
                         Message("no view called 'x'; the pipeline has 'by tens', 'plain'"));
    CHECK_THROWS_MATCHES(views.change<std::string>("plain"), circuit_error,
                         Message("view 'plain' has rows of type 'int', not 'std::string'"));
    CHECK_THROWS_MATCHES(views.state<int>("plain"), circuit_error,
                         Message("view 'plain' keeps no state; make it a materialized_view"));
    auto const no_index = Message(
        "view 'by tens' keeps no index with keys of type 'char'; make it an indexed_view with such a key");
    CHECK_THROWS_MATCHES((views.index<char, int>("by tens")), circuit_error, no_index);
    CHECK_THROWS_MATCHES(views.input<int>("b"), circuit_error,
                         MessageMatches(StartsWith("no input called 'b'")));
}

TEST_CASE("pipeline: names are there once, keys can be called", "[engine][pipeline]") {
    auto const a = source<int>("a");
    CHECK_THROWS_MATCHES(pipeline(view("a", a), view("a", a)), circuit_error,
                         Message("two views are called 'a'"));
    CHECK_THROWS_MATCHES(pipeline(indexed_view("a", a, std::function<int(int)>())), circuit_error,
                         Message("indexed_view 'a': the key is empty; there is nothing to call"));
}

TEST_CASE("pipeline: a step that fails changes no view, and says where", "[engine][pipeline]") {
    auto const a = source<int>("a");
    auto const inverse = [](int i) { return i == 0 ? throw domain_error("zero") : 1 / i; };
    pipeline views(materialized_view("all", a), indexed_view("by tens", a, tens),
                   view("inverse", map(a, inverse)));
    auto& in = views.input<int>("a");
    in.push({{1, 1}, {2, 1}});
    views.step();
    CHECK_FALSE(views.failure());
    in.push({{0, 1}, {1, -1}, {2, -1}, {15, 1}});
    CHECK_THROWS_MATCHES(views.step(), domain_error, Message("zero (in map (f), at row 0)"));
    CHECK(views.failure().value().op == "map (f)");
    CHECK(views.failure().value().at == "row 0");
    CHECK(views.state<int>("all") == zset<int>{{1, 1}, {2, 1}});
    CHECK(views.change<int>("all") == zset<int>{{1, 1}, {2, 1}});
    CHECK(views.index<int, int>("by tens").size() == 1);
    in.erase(0);
    in.withdraw();
    in.push({{1, -1}, {2, -1}, {15, 1}});
    views.step();
    CHECK(views.state<int>("all") == zset<int>{{15, 1}});
    CHECK(views.index<int, int>("by tens").contains(1));
    CHECK_FALSE(views.index<int, int>("by tens").contains(0));
}

TEST_CASE("pipeline: a key that throws takes back what other views keep", "[engine][pipeline]") {
    auto const a = source<int>("a");
    auto const key = [](int i) { return i == 5 ? throw domain_error("five") : i / 10; };
    pipeline views(materialized_view("all", a), indexed_view("by tens", a, key));
    views.input<int>("a").push({{5, 1}});
    CHECK_THROWS_MATCHES(views.step(), domain_error, Message("five (in view (by tens), at row 5)"));
    CHECK(views.state<int>("all").empty());
    CHECK(views.index<int, int>("by tens").empty());
}

TEST_CASE("pipeline: while a step runs there is no other, and nothing to read", "[engine][pipeline]") {
    std::function<void()> nested;
    pipeline views(materialized_view("a", map(source<int>("a"), [&nested](int i) { return nested(), i; })));
    auto const running = MessageMatches(StartsWith("pipeline: a step is running"));
    nested = [&] {
        CHECK_THROWS_MATCHES(views.step(), broken_state_error, running);
        CHECK_THROWS_MATCHES(views.state<int>("a"), broken_state_error, running);
    };
    views.input<int>("a").insert(1);
    views.step();
    CHECK(views.state<int>("a") == zset<int>{{1, 1}});
}

TEST_CASE("pipeline: is movable, with what it keeps", "[engine][pipeline]") {
    pipeline first(materialized_view("a", source<int>("a")));
    auto& a = first.input<int>("a");
    a.insert(1);
    first.step();
    pipeline second = std::move(first);
    a.insert(2);
    second.step();
    CHECK(second.state<int>("a") == zset<int>{{1, 1}, {2, 1}});
    // NOLINTNEXTLINE(bugprone-use-after-move): what this is about
    CHECK_THROWS_MATCHES(first.step(), broken_state_error,
                         Message("pipeline: it was moved from; use what it was moved to"));
}

} // namespace dbsp::test
