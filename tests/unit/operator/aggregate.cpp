#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/pass/incrementalize.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("aggregate: a row for each group, changed as the group changes", "[operator][aggregate]") {
    auto const c = source<row>("a") | group_by(first_of) | aggregate(sum(second_of), count());
    using result = std::pair<int, std::tuple<std::int64_t, std::int64_t>>;
    auto const of = [](int key, std::int64_t total, std::int64_t n) {
        return result(key, std::tuple(total, n));
    };
    check_one<row>(c, {{{{{1, 10}, 1}, {{1, 5}, 2}, {{2, 7}, 1}}, {{of(1, 20, 3), 1}, {of(2, 7, 1), 1}}},
                       {{{{1, 5}, -1}}, {{of(1, 20, 3), -1}, {of(1, 15, 2), 1}}},
                       {{{{2, 7}, -1}}, {{of(2, 7, 1), -1}}},
                       {{{{2, 0}, 1}}, {{of(2, 0, 1), 1}}}});
}

TEST_CASE("aggregate: a group whose result stays the same does not change", "[operator][aggregate]") {
    auto const c = source<row>("a") | group_by(first_of) | aggregate(sum(second_of));
    check_one<row>(c, {{{{{1, 3}, 1}}, {{{1, 3}, 1}}}, {{{{1, 3}, -1}, {{1, 1}, 1}, {{1, 2}, 1}}, {}}});
}

TEST_CASE("aggregate: a group that comes and goes in one step was never there", "[operator][aggregate]") {
    engine machine(source<row>("a") | group_by(first_of) | aggregate(count()));
    machine.input<row>("a").insert({1, 1});
    machine.input<row>("a").erase({1, 1});
    CHECK(machine.step().empty());
}

TEST_CASE("aggregate: aggregate_as makes the row of key and results", "[operator][aggregate]") {
    auto const c = aggregate_as(
        group_by(source<row>("a"), first_of),
        [](int key, std::int64_t n, int least) { return std::tuple(n, least, key); }, count(),
        min(second_of));
    check_one<row>(c, {{{{{1, 5}, 1}, {{1, 4}, 1}}, {{std::tuple<std::int64_t, int, int>(2, 4, 1), 1}}}});
}

TEST_CASE("aggregate: a negative weight is an error in the evaluator and in the engine",
          "[operator][aggregate]") {
    auto const c = source<row>("a") | group_by(first_of) | aggregate(count());
    auto const run = [](auto machine) {
        machine.template input<row>("a").erase({1, 2});
        machine.step();
    };
    CHECK_THROWS_MATCHES(
        run(evaluator(c)), negative_weight_error,
        MessageMatches(ContainsSubstring("aggregate: the weight of row (1, 2) is negative")));
    CHECK_THROWS_MATCHES(run(evaluator(incrementalize(c))), negative_weight_error,
                         MessageMatches(ContainsSubstring("row (1, 2)")));
    CHECK_THROWS_MATCHES(
        run(engine(c)), negative_weight_error,
        MessageMatches(ContainsSubstring("aggregate: the weight of some row of key 1 is negative")));
}

TEST_CASE("aggregate: min knows of a negative weight among others", "[operator][aggregate]") {
    auto const c = source<row>("a") | group_by(first_of) | aggregate(min(second_of));
    engine machine(c);
    auto& a = machine.input<row>("a");
    a.push({1, 5}, 2);
    a.erase({1, 3});
    CHECK_THROWS_MATCHES(machine.step(), negative_weight_error,
                         MessageMatches(ContainsSubstring("min: the weight of row 3 is negative")));
    a.insert({1, 3});
    CHECK(machine.step() == zset<std::pair<int, int>>{{{1, 5}, 1}});
}

} // namespace dbsp::test
