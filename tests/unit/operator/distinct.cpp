#include <dbsp/operator/distinct.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("distinct: transitions of the weight of a value", "[operator][distinct]") {
    struct transition {
        int before, change, delta;
    };
    for (auto const& [before, change, delta] : {transition{0, 1, 1},
                                                {0, 2, 1},
                                                {0, -1, 0},
                                                {1, 1, 0},
                                                {1, -1, -1},
                                                {2, -1, 0},
                                                {2, -2, -1},
                                                {2, -3, -1},
                                                {-1, 1, 0},
                                                {-1, 2, 1},
                                                {-2, 5, 1},
                                                {-1, -1, 0},
                                                {1, -2, -1}}) {
        INFO(before << " + " << change);
        check_one<int>(distinct(source<int>("a")),
                       {{{{7, before}}, {{7, before > 0 ? 1 : 0}}}, {{{7, change}}, {{7, delta}}}});
    }
}

TEST_CASE("distinct: a value that goes and comes in one step has not changed", "[operator][distinct]") {
    engine machine(distinct(source<int>("a")));
    auto& a = machine.input<int>("a");
    a.insert(1);
    CHECK(machine.step() == zset<int>{{1, 1}});
    a.erase(1);
    a.insert(1);
    CHECK(machine.step().empty());
}

TEST_CASE("distinct: of floating point, NaN is one value and both zeros are one", "[operator][distinct]") {
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    check_one<double>(distinct(source<double>("a")), {{{{nan, 2}, {0.0, 1}, {-0.0, 1}}, {{nan, 1}, {0.0, 1}}},
                                                      {{{nan, -2}, {0.0, -2}}, {{nan, -1}, {0.0, -1}}}});
}

} // namespace dbsp::test
