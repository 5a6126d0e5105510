#include <dbsp/circuit/circuit.hpp>
#include <dbsp/pass/recompute.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("recompute: is the difference of the results for the sums of the inputs", "[pass][recompute]") {
    auto const check = [](auto a) {
        evaluator machine(recompute(distinct(a)));
        auto& in = machine.template input<int>("a");
        in.push({{1, 2}, {2, -1}});
        CHECK(machine.step() == zset<int>{{1, 1}});
        in.push({{1, -1}, {2, 2}});
        CHECK(machine.step() == zset<int>{{2, 1}});
        in.push({{1, -1}});
        CHECK(machine.step() == zset<int>{{1, -1}});
        CHECK(machine.step().empty());
    };
    check(source<int>("a"));
    check(source<circuit<functions<int>>>("a"));
}

TEST_CASE("recompute: integrates the inputs of a fixpoint, not its body", "[pass][recompute]") {
    evaluator machine(recompute(fixpoint(
        [](auto x, auto in) { return distinct(in + map(x, [](int i) { return std::min(i + 1, 3); })); },
        source<int>("a"))));
    machine.input<int>("a").insert(1);
    CHECK(machine.step() == zset<int>{{1, 1}, {2, 1}, {3, 1}});
    machine.input<int>("a").push({{1, -1}, {2, 1}});
    CHECK(machine.step() == zset<int>{{1, -1}});
}

} // namespace dbsp::test
