#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/wiring/keyed_input.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>

#include <functional>
#include <map>
#include <vector>

namespace dbsp::test {

using Catch::Matchers::Message;

namespace {

/// A table of rows by their first member, and an engine that gives its changes.
struct table {
    engine<decltype(source<row>("a"))> machine{source<row>("a")};
    keyed_input<row, decltype(first_of)> rows{machine.input<row>("a"), first_of};
};
} // namespace

TEST_CASE("keyed_input: an upsert replaces the row of its key", "[wiring][keyed_input]") {
    table t;
    CHECK(t.rows.upsert({1, 5}));
    CHECK(t.machine.step() == zset<row>{{{1, 5}, 1}});
    CHECK_FALSE(t.rows.upsert({1, 6}));
    CHECK(t.rows.upsert({2, 6}));
    CHECK(t.machine.step() == zset<row>{{{1, 5}, -1}, {{1, 6}, 1}, {{2, 6}, 1}});
    CHECK_FALSE(t.rows.upsert({2, 6})); // the same row: nothing
    CHECK(t.machine.input<row>("a").withdraw().empty());
    CHECK(*t.rows.find(2) == row{2, 6});
    CHECK(t.rows.size() == 2);
}

TEST_CASE("keyed_input: erase and insert mind what is there", "[wiring][keyed_input]") {
    table t;
    t.rows.insert({1, 5});
    CHECK_THROWS_MATCHES(t.rows.insert({1, 6}), key_error,
                         Message("keyed_input: there is a row with key 1 already: (1, 5)"));
    CHECK_THROWS_MATCHES(t.rows.erase(2), key_error, Message("keyed_input: there is no row with key 2"));
    CHECK_FALSE(t.rows.try_erase(2));
    CHECK(t.machine.step() == zset<row>{{{1, 5}, 1}});
    t.rows.erase(1);
    CHECK(t.rows.find(1) == nullptr);
    CHECK(t.machine.step() == zset<row>{{{1, 5}, -1}});
}

TEST_CASE("keyed_input: a first state is loaded whole or not at all", "[wiring][keyed_input]") {
    table t;
    t.rows.insert({9, 9});
    CHECK_THROWS_AS(t.rows.load(std::vector<row>{{1, 1}, {2, 2}, {1, 3}}), key_error);
    CHECK(t.rows.size() == 1);
    t.rows.load(std::vector<row>{{1, 1}, {2, 2}});
    CHECK(t.machine.step() == zset<row>{{{9, 9}, 1}, {{1, 1}, 1}, {{2, 2}, 1}});
    zset<row> all;
    for (const auto& one : t.rows.rows()) { all.add(one, 1); }
    CHECK(all.size() == 3);
}

TEST_CASE("keyed_input: what was pushed since the last good step is withdrawn, also after one that failed",
          "[wiring][keyed_input]") {
    engine machine(
        map(source<row>("a"), [](const row& r) { return r.second == 0 ? throw domain_error("zero") : r; }));
    keyed_input rows(machine.input<row>("a"), first_of);
    rows.insert({1, 1});
    rows.insert({2, 2});
    machine.step();
    rows.upsert({1, 7});
    rows.upsert({1, 0});
    rows.erase(2);
    rows.insert({3, 3});
    CHECK_THROWS_AS(machine.step(), domain_error);
    rows.insert({4, 4});
    rows.withdraw();
    CHECK(rows.size() == 2);
    CHECK(*rows.find(1) == row{1, 1});
    CHECK(*rows.find(2) == row{2, 2});
    CHECK(machine.step().empty());
    rows.upsert({1, 3});
    CHECK(machine.step() == zset<row>{{{1, 1}, -1}, {{1, 3}, 1}});
}

TEST_CASE("keyed_input: follows a table of random changes", "[wiring][keyed_input]") {
    table t;
    std::map<int, row> expected;
    zset<row> sum;
    std::uint32_t random = 11;
    auto const next = [&random](std::uint32_t n) {
        random = random * 1664525U + 1013904223U;
        return static_cast<int>((random >> 16U) % n);
    };
    for (int step = 0; step < 100; ++step) {
        auto const before = expected;
        for (int i = next(6); i > 0; --i) {
            row const one{next(8), next(4)};
            if (next(3) == 0) {
                CHECK(t.rows.try_erase(one.first) == (expected.erase(one.first) == 1));
            } else {
                CHECK(t.rows.upsert(one) == expected.insert_or_assign(one.first, one).second);
            }
        }
        if (step % 5 == 4) {
            t.rows.withdraw();
            expected = before;
        }
        sum += t.machine.step();
        zset<row> table_now;
        for (const auto& [key, one] : expected) { table_now.add(one, 1); }
        REQUIRE(sum == table_now);
        REQUIRE(t.rows.size() == expected.size());
    }
}

TEST_CASE("keyed_input: an empty key is found at once", "[wiring][keyed_input]") {
    engine machine(source<row>("a"));
    auto& in = machine.input<row>("a");
    CHECK_THROWS_MATCHES(keyed_input(in, std::function<int(const row&)>()), circuit_error,
                         Message("keyed_input: the key is empty; there is nothing to call"));
}

} // namespace dbsp::test
