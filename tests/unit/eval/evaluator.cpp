#include <dbsp/circuit/circuit.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/pass/recompute.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <functional>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("evaluator: gives the stream function that the circuit denotes, batch by batch", "[eval]") {
    evaluator machine(distinct(source<int>("a")));
    machine.input<int>("a").push({{1, 2}, {2, -1}});
    CHECK(machine.step() == zset<int>{{1, 1}});
    CHECK(machine.step().empty());
}

TEST_CASE("evaluator: a shared part is computed once a step", "[eval]") {
    auto const run = [](auto a) {
        int calls = 0;
        auto const part = share(map(a, [&calls](int i) { return ++calls, i; }));
        evaluator machine(part + distinct(part));
        machine.template input<int>("a").insert(7);
        CHECK(machine.step() == zset<int>{{7, 2}});
        CHECK(calls == 1);
        machine.template input<int>("a").insert(8);
        CHECK(machine.step() == zset<int>{{8, 2}});
        CHECK(calls == 2);
    };
    run(source<int>("a"));
    run(source<circuit<functions<int>>>("a"));
}

TEST_CASE("evaluator: what is not shared is computed for each use", "[eval]") {
    int calls = 0;
    auto const part = map(source<int>("a"), [&calls](int i) { return ++calls, i; });
    evaluator machine(part + part);
    machine.input<int>("a").insert(7);
    CHECK(machine.step() == zset<int>{{7, 2}});
    CHECK(calls == 2);
}

TEST_CASE("evaluator: a piped circuit is the nested one", "[eval]") {
    auto const even = [](int i) { return i % 2 == 0; };
    auto const half = [](int i) { return i / 2; };
    auto const a = source<int>("a");
    auto const piped = a | filter(even) | map(half) | distinct();
    auto const nested = distinct(map(filter(a, even), half));
    STATIC_REQUIRE(std::same_as<decltype(piped), decltype(nested)>);
}

TEST_CASE("evaluator: is movable, with its inputs", "[eval]") {
    evaluator first(recompute(distinct(source<int>("a"))));
    auto& a = first.input<int>("a");
    a.insert(1);
    CHECK(first.step() == zset<int>{{1, 1}});
    evaluator second = std::move(first);
    a.insert(1);
    CHECK(second.step().empty());
    a.push(1, -2);
    CHECK(second.step() == zset<int>{{1, -1}});
}

TEST_CASE("evaluator: every step after one that failed says so", "[eval]") {
    evaluator machine(
        map(source<int>("a"), [](int i) -> int { return i == 0 ? throw domain_error("zero") : i; }));
    machine.input<int>("a").insert(0);
    CHECK_THROWS_AS(machine.step(), domain_error);
    CHECK_THROWS_MATCHES(machine.step(), broken_state_error,
                         MessageMatches(ContainsSubstring("evaluator: an earlier step failed")));
}

TEST_CASE("evaluator: a step within a step is refused, and the outer one gives all of its result", "[eval]") {
    std::function<void()> nested;
    evaluator machine(map(source<int>("a"), [&nested](int i) { return nested(), i; }));
    nested = [&] {
        CHECK_THROWS_MATCHES(machine.step(), broken_state_error,
                             MessageMatches(ContainsSubstring("evaluator: a step is running")));
    };
    machine.input<int>("a").push({{1, 1}, {2, 1}});
    CHECK(machine.step() == zset<int>{{1, 1}, {2, 1}});
    CHECK(machine.step().empty());
}

TEST_CASE("evaluator: one that was moved from says so", "[eval]") {
    evaluator first(source<int>("a"));
    evaluator second = std::move(first);
    auto const message = MessageMatches(ContainsSubstring("evaluator: it was moved from"));
    // NOLINTBEGIN(bugprone-use-after-move): what this is about
    CHECK_THROWS_MATCHES(first.step(), broken_state_error, message);
    CHECK_THROWS_MATCHES(first.input<int>("a"), broken_state_error, message);
    // NOLINTEND(bugprone-use-after-move)
    CHECK(second.step().empty());
}

} // namespace dbsp::test
