#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/pass/incrementalize.hpp>

#include "unit/support/compiled_engine.hpp"
#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("incrementalize: of a linear circuit is the circuit", "[pass][incrementalize]") {
    auto const c = map(source<int>("a"), identity_fn{}) + source<int>("b");
    STATIC_REQUIRE(std::same_as<decltype(incrementalize(c)), std::remove_const_t<decltype(c)>>);
}

TEST_CASE("incrementalize: of a join is two joins, each with one change", "[pass][incrementalize]") {
    evaluator machine(
        incrementalize(join(source<int>("a"), source<int>("b"), on(identity_fn{}, identity_fn{}))));
    using pair = std::pair<int, int>;
    auto& a = machine.input<int>("a");
    auto& b = machine.input<int>("b");
    a.push(1, 2);
    b.push(1, 3);
    CHECK(machine.step() == zset<pair>{{{1, 1}, 6}});
    a.push(1, 1);
    CHECK(machine.step() == zset<pair>{{{1, 1}, 3}});
    b.push(1, -3);
    CHECK(machine.step() == zset<pair>{{{1, 1}, -9}});
}

TEST_CASE("incrementalize: computes a shared part once a step", "[pass][incrementalize]") {
    auto const run = [](auto a) {
        int calls = 0;
        auto const part = share(map(a, [&calls](int i) { return ++calls, i; }));
        evaluator machine(incrementalize(part + distinct(part)));
        machine.template input<int>("a").insert(7);
        CHECK(machine.step() == zset<int>{{7, 2}});
        CHECK(calls == 1);
    };
    run(source<int>("a"));
    run(source<circuit<functions<int>>>("a"));
}

TEST_CASE("incrementalize: a circuit that is incremental already is an error", "[pass][incrementalize]") {
    using runtime = circuit<functions<int>>;
    auto const once =
        incrementalize(fixpoint([](auto x, auto in) { return distinct(x + in); }, source<runtime>("a")));
    CHECK_THROWS_MATCHES(
        incrementalize(once), circuit_error,
        MessageMatches(ContainsSubstring("incrementalize: the circuit is incremental already")));
    CHECK_THROWS_MATCHES(
        engine(once), circuit_error,
        MessageMatches(ContainsSubstring("is incremental already; give the engine the circuit itself")));
}

} // namespace dbsp::test
