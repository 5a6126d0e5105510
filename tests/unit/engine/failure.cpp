#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <stdexcept>

namespace dbsp::test {

using Catch::Matchers::EndsWith;
using Catch::Matchers::MessageMatches;

namespace {

/// What the engine says of a step with these rows, which fails.
template <class C> std::string place_of_failure(const C& circuit, const zset<row>& rows) {
    engine machine(circuit);
    machine.template input<row>("a").push(rows);
    CHECK_THROWS(machine.step());
    auto const& failure = machine.failure().value();
    return failure.op + " at " + failure.at;
}
} // namespace

TEST_CASE("failure: the innermost operator and its row, whatever is thrown", "[engine][failure]") {
    auto const checked = labelled("positive", [](const row& r) { return r.second < 0 ? throw 7 : r; });
    auto const a = source<row>("a");
    CHECK(place_of_failure(map(map(a, checked), first_of), {{{1, -1}, 1}}) ==
          "map (positive) at row (1, -1)");
    CHECK(place_of_failure(map(map(a, first_of), [](int) -> int { throw std::logic_error("no"); }),
                           {{{1, -1}, 1}}) == "map (f) at row 1");
}

TEST_CASE("failure: of joins and groups", "[engine][failure]") {
    auto const a = source<row>("a");
    auto const refuse = [](const row&, const row&) -> row { throw std::logic_error("no"); };
    CHECK(place_of_failure(join(a, a, on(second_of, first_of), refuse), {{{1, 1}, 1}}) ==
          "join (f = f) at right row (1, 1)");
    auto const huge = [](const row&) { return std::numeric_limits<std::int64_t>::max(); };
    auto const sums = group_by(a, first_of) | aggregate(sum(huge));
    CHECK(place_of_failure(sums, {{{1, 1}, 1}, {{1, 2}, 1}})
              .starts_with("aggregate (by f: sum(f)) at row (1, "));
    CHECK(place_of_failure(group_by(a, first_of) | aggregate(count()), {{{1, 1}, -1}}) ==
          "aggregate (by f: count()) at group 1");
}

TEST_CASE("failure: errors of the library say it themselves, once", "[engine][failure]") {
    engine machine(map(source<row>("a"), [](const row& r) {
        return r.second == 0 ? throw domain_error("zero") : 1 / r.second;
    }));
    machine.input<row>("a").insert({4, 0});
    for (int i = 0; i < 2; ++i) {
        CHECK_THROWS_MATCHES(machine.step(), domain_error,
                             MessageMatches(EndsWith("zero (in map (f), at row (4, 0))")));
    }
    CHECK(machine.failure());
    machine.input<row>("a").withdraw();
    machine.step();
    CHECK_FALSE(machine.failure());
}

TEST_CASE("failure: a fixpoint without end names its iteration", "[engine][failure]") {
    auto const next = [](const row& r) { return row{r.first, r.second + 1}; };
    auto const endless = fixpoint(
        "numbers", iteration_budget{5}, [next](auto x, auto in) { return in + map(x, next); },
        source<row>("a"));
    CHECK(place_of_failure(endless, {{{0, 0}, 1}}) == "fixpoint (numbers) at iteration 5");
}

TEST_CASE("failure: of what takes the output", "[engine][failure]") {
    engine machine(source<row>("a"));
    machine.input<row>("a").insert({1, 2});
    CHECK_THROWS(machine.step([](const row&, const default_weight&) { throw std::logic_error("full"); }));
    CHECK(machine.failure().value().op == "the consumer of the output");
    CHECK(machine.step() == zset<row>{{{1, 2}, 1}});
}

} // namespace dbsp::test
