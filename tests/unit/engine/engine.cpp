#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/map.hpp>

#include "unit/support/compiled_engine.hpp"
#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <functional>
#include <vector>

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

TEST_CASE("engine: what a step fails with is thrown, and the engine is as before it", "[engine]") {
    engine machine(
        map(source<int>("a"), [](int i) -> int { return i == 0 ? throw domain_error("zero") : 1 / i; }));
    auto& a = machine.input<int>("a");
    a.push({{1, 1}, {0, 1}});
    auto const message = MessageMatches(ContainsSubstring("zero"));
    CHECK_THROWS_MATCHES(machine.step(), domain_error, message);
    CHECK_THROWS_MATCHES(machine.step(), domain_error, message); // it is staged again
    a.erase(0);
    CHECK(a.withdraw() == std::vector<std::pair<int, default_weight>>{{1, 1}, {0, 1}, {0, -1}});
    a.insert(1);
    CHECK(machine.step() == zset<int>{{1, 1}});
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

TEST_CASE("engine: a step within a step is refused, and the outer one gives all of its result", "[engine]") {
    std::function<void()> nested;
    engine machine(filter(source<int>("a"), [&nested](int i) {
        if (i == 3) { nested(); }
        return i % 2 == 0;
    }));
    auto const refused = MessageMatches(ContainsSubstring("engine: a step is running"));
    nested = [&] {
        CHECK_THROWS_MATCHES(machine.step(), broken_state_error, refused);
        CHECK_THROWS_MATCHES(machine.step([](const int&, const default_weight&) {}), broken_state_error,
                             refused);
    };
    auto& a = machine.input<int>("a");
    a.push({{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}});
    CHECK(machine.step() == zset<int>{{0, 1}, {2, 1}, {4, 1}});
    a.insert(6);
    CHECK(machine.step() == zset<int>{{6, 1}});
}

TEST_CASE("engine: who takes the output cannot step either", "[engine]") {
    engine machine(source<int>("a"));
    machine.input<int>("a").push({{1, 1}, {2, 1}});
    int pieces = 0;
    machine.step([&](const int&, const default_weight&) {
        ++pieces;
        CHECK_THROWS_AS(machine.step(), broken_state_error);
    });
    CHECK(pieces == 2);
    CHECK(machine.step().empty());
}

TEST_CASE("engine: one that was moved from says so, until it is assigned to", "[engine]") {
    engine first(distinct(source<int>("a")));
    engine second = std::move(first);
    auto const message = MessageMatches(ContainsSubstring("engine: it was moved from"));
    // NOLINTBEGIN(bugprone-use-after-move): what this is about
    CHECK_THROWS_MATCHES(first.step(), broken_state_error, message);
    CHECK_THROWS_MATCHES(first.step([](const int&, const default_weight&) {}), broken_state_error, message);
    CHECK_THROWS_MATCHES(first.input<int>("a"), broken_state_error, message);
    // NOLINTEND(bugprone-use-after-move)
    second.input<int>("a").insert(1);
    first = std::move(second);
    CHECK(first.step() == zset<int>{{1, 1}});
}

TEST_CASE("engine: can be assigned to whatever its functions hold", "[engine]") {
    std::vector<int> const base{5};
    auto const add = [&base](int i) { return base.front() + i; }; // holds a reference: cannot be assigned to
    auto const make = [&add] { return engine(map(source<int>("a"), add)); };
    auto machine = make();
    machine.input<int>("a").insert(1);
    machine = make();
    CHECK(machine.step().empty());
    machine.input<int>("a").insert(1);
    CHECK(machine.step() == zset<int>{{6, 1}});
}

} // namespace dbsp::test
