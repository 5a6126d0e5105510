#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/wiring/set_input.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>

namespace dbsp::test {

using Catch::Matchers::Message;

TEST_CASE("set_input: refuses what is there, and what is not", "[wiring][set_input]") {
    engine machine(source<int>("a"));
    set_input rows(machine.input<int>("a"));
    rows.insert(1);
    CHECK_THROWS_MATCHES(rows.insert(1), key_error, Message("set_input: the row is there already: 1"));
    CHECK_THROWS_MATCHES(rows.erase(2), key_error, Message("set_input: the row is not there: 2"));
    CHECK_FALSE(rows.try_insert(1));
    CHECK_FALSE(rows.try_erase(2));
    CHECK(rows.try_insert(3));
    CHECK(machine.step() == zset<int>{{1, 1}, {3, 1}});
    rows.erase(1);
    CHECK_FALSE(rows.contains(1));
    CHECK(rows.size() == 1);
    CHECK(machine.step() == zset<int>{{1, -1}});
}

TEST_CASE("set_input: takes back what a step has failed with", "[wiring][set_input]") {
    engine machine(map(source<int>("a"), [](int i) { return i == 0 ? throw domain_error("zero") : i; }));
    set_input rows(machine.input<int>("a"));
    rows.insert(1);
    machine.step();
    rows.erase(1);
    rows.insert(0);
    CHECK_THROWS_AS(machine.step(), domain_error);
    rows.withdraw();
    CHECK(rows.contains(1));
    CHECK_FALSE(rows.contains(0));
    CHECK(machine.step().empty());
}

} // namespace dbsp::test
