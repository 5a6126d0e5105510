#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/map.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("engine: is movable, with its inputs", "[engine]") {
    engine first(distinct(source<int>("a")));
    auto& a = first.input<int>("a");
    a.insert(1);
    CHECK(first.step() == zset<int>{{1, 1}});
    engine second = std::move(first);
    a.insert(2);
    a.insert(1);
    CHECK(second.step() == zset<int>{{2, 1}});
    engine<decltype(distinct(source<int>("a")))> third(distinct(source<int>("a")));
    third = std::move(second);
    a.erase(2);
    CHECK(third.step() == zset<int>{{2, -1}});
}

TEST_CASE("engine: the pieces of a step add up to its change", "[engine]") {
    engine machine(source<int>("a") + map(source<int>("a"), [](int i) { return i + 1; }));
    machine.input<int>("a").push({{1, 1}, {2, -1}});
    zset<int> sum;
    machine.step([&](const int& i, const default_weight& w) { sum.add(i, w); });
    CHECK(sum == zset<int>{{1, 1}, {3, -1}});
}

TEST_CASE("engine: a shared part runs once a step", "[engine]") {
    auto const run = [](auto a) {
        int calls = 0;
        auto const part = share(map(a, [&calls](int i) { return ++calls, i; }));
        engine machine(part + distinct(part));
        machine.template input<int>("a").insert(7);
        CHECK(machine.step() == zset<int>{{7, 2}});
        CHECK(calls == 1);
        machine.template input<int>("a").insert(7);
        CHECK(machine.step() == zset<int>{{7, 1}});
        CHECK(calls == 2);
    };
    run(source<int>("a"));
    run(source<circuit<functions<int>>>("a"));
}

TEST_CASE("engine: what a step fails with is thrown, and every step after it says so", "[engine]") {
    engine machine(
        map(source<int>("a"), [](int i) -> int { return i == 0 ? throw domain_error("zero") : 1 / i; }));
    machine.input<int>("a").insert(0);
    CHECK_THROWS_MATCHES(machine.step(), domain_error, MessageMatches(ContainsSubstring("zero")));
    auto const message = MessageMatches(ContainsSubstring("engine: an earlier step failed"));
    CHECK_THROWS_MATCHES(machine.step(), broken_state_error, message);
    machine.input<int>("a").insert(1);
    CHECK_THROWS_MATCHES(machine.step(), broken_state_error, message);
}

TEST_CASE("engine: what is pushed during a step that does nothing waits for the next", "[engine]") {
    engine machine(source<int>("a"));
    auto& a = machine.input<int>("a");
    CHECK(machine.step().empty());
    a.insert(1);
    a.push(zset<int>{{2, -2}});
    CHECK(a.batch().empty());
    CHECK(machine.step() == zset<int>{{1, 1}, {2, -2}});
    CHECK(a.batch().size() == 2);
}

} // namespace dbsp::test
