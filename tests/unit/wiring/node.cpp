#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/source.hpp>

#include "unit/support/compiled_engine.hpp"
#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("node: a circuit is a plain value whose type says what it is", "[wiring][node]") {
    auto const a = source<int>("a");
    auto const c = map(a, [](int i) { return std::to_string(i); });
    STATIC_REQUIRE(std::same_as<decltype(c)::value_type, std::string>);
    STATIC_REQUIRE(decltype(c)::arity == 1);
    STATIC_REQUIRE(decltype(a)::arity == 0);
    STATIC_REQUIRE(static_circuit<decltype(c)>);
    STATIC_REQUIRE(!dynamic_circuit<decltype(c)>);
    STATIC_REQUIRE(!any_circuit<int>);
    CHECK(get<0>(c.in).op.table == "a");
}

TEST_CASE("node: weights are those of the sources", "[wiring][node]") {
    auto const c = distinct(source<int, checked<std::int32_t>>("a"));
    STATIC_REQUIRE(std::same_as<decltype(c)::weight_type, checked<std::int32_t>>);
    engine machine(c);
    machine.input<int>("a").push(1, 5);
    CHECK(machine.step() == zset<int, checked<std::int32_t>>{{1, 1}});
}

TEST_CASE("share: two calls make two, copies and a second call keep one", "[wiring][node]") {
    auto const c = map(source<int>("a"), identity_fn{});
    auto const one = share(c);
    auto const other = share(c);
    auto const copy = one; // NOLINT(performance-unnecessary-copy-initialization)
    CHECK(one.identity() != other.identity());
    CHECK(one.identity() == copy.identity());
    CHECK(one.identity() == share(one).identity());
    STATIC_REQUIRE(std::same_as<decltype(share(one)), shared<std::remove_const_t<decltype(c)>>>);
}

TEST_CASE("pipe: a stage can be kept and used on several inputs", "[wiring][node]") {
    auto const even = filter([](int i) { return i % 2 == 0; });
    check_two<int, int>((source<int>("a") | even) + (source<int>("b") | even),
                        {{{{1, 1}, {2, 1}}, {{3, 1}, {4, 1}}, {{2, 1}, {4, 1}}}});
}

TEST_CASE("circuits: one that was moved from is still the same", "[wiring][node]") {
    // NOLINTBEGIN(bugprone-use-after-move,performance-move-const-arg): what this is about
    auto one = share(source<int>("a"));
    auto const other = std::move(one);
    CHECK(one.identity() == other.identity());
    auto first = source<circuit<functions<int>>>("a");
    auto const second = std::move(first);
    CHECK(first.identity() == second.identity());
    engine machine(distinct(first));
    machine.input<int>("a").push(1, 2);
    CHECK(machine.step() == zset<int>{{1, 1}});
    // NOLINTEND(bugprone-use-after-move,performance-move-const-arg)
}

} // namespace dbsp::test
