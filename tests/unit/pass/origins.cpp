#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/pass/incrementalize.hpp>

#include "unit/support/steps.hpp"

namespace dbsp::test {

using runtime = circuit<functions<int>>;

TEST_CASE("origins: every piece that incrementalize makes of a piece leads back to it", "[pass][origins]") {
    auto const a = source<runtime>("a");
    auto const once = distinct(a);
    origins<runtime> made;
    auto const change = incrementalize(once, made);
    REQUIRE(made.of(change));
    CHECK(made.of(change)->identity() == once.identity());
    CHECK_FALSE(made.of(once));
}

TEST_CASE("origins: of a composite operator's changes is the operator, not what it stands for",
          "[pass][origins]") {
    auto const sum = [](int x, int y) { return x + y; };
    auto const joined = left_join(source<runtime>("a"), source<runtime>("b"),
                                  on(identity_fn{}, identity_fn{}), sum, identity_fn{});
    origins<runtime> made;
    auto const change = incrementalize(joined, made);
    REQUIRE(made.of(change));
    CHECK(made.of(change)->identity() == joined.identity());
}

TEST_CASE("origins: the sum of the changes is the state of the origin", "[pass][origins]") {
    auto const positive_sum = distinct(map(source<runtime>("a"), [](int i) { return i / 2; }));
    origins<runtime> made;
    auto const change = incrementalize(positive_sum, made);
    evaluator machine(integrate(change));
    evaluator direct(*made.of(change));
    zset<int> total;
    for (int i = -3; i < 6; ++i) {
        machine.input<int>("a").insert(i);
        total.add(i, 1);
        direct.input<int>("a").push(total);
        CHECK(machine.step() == direct.step());
    }
}

} // namespace dbsp::test
