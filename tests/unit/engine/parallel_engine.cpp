#include <dbsp/aggregate/sum.hpp>
#include <dbsp/engine/parallel_engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/wiring/closing.hpp>

#include "unit/support/compiled_engine.hpp"
#include "unit/support/pairs.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

/// Sums of the second members of `a` by their partner in `b`; a row of `b` with a negative second member fails.
auto circuit_with_errors() {
    auto const checked = labelled(
        "checked", [](const row& r) { return r.second < 0 ? throw std::runtime_error("negative") : r; });
    return join(source<row>("a"), map(source<row>("b"), checked), on(first_of, first_of),
                [](const row& x, const row& y) { return row{y.second, x.second}; }) |
           group_by(first_of) | aggregate(sum(second_of));
}
using circuit_type = decltype(circuit_with_errors());
using pieces = std::vector<std::pair<circuit_type::value_type, default_weight>>;

using runtime = circuit<functions<int>>;

constexpr workers by_threads{.count = 3, .serial_below = 0};
constexpr workers by_caller{.count = 3, .serial_below = 1'000'000};

template <class Machine> void push_many(Machine& machine, int round) {
    auto& a = machine.template input<row>("a");
    auto& b = machine.template input<row>("b");
    for (int i = 0; i < 300; ++i) {
        a.push({i % 50, i * round}, i % 7 == 0 ? -1 : 1);
        b.push({i % 50, (i + round) % 11}, 1);
    }
}
template <class Machine> pieces pieces_of(Machine& machine) {
    pieces all;
    machine.step([&](const auto& row, const default_weight& w) { all.emplace_back(row, w); });
    return all;
}
} // namespace

TEST_CASE("parallel_engine: gives what the engine gives", "[engine][parallel]") {
    engine expected(circuit_with_errors());
    parallel_engine with_threads(circuit_with_errors(), by_threads);
    parallel_engine without(circuit_with_errors(), by_caller);
    parallel_engine alone(circuit_with_errors(), {.count = 1});
    for (int round = 1; round < 6; ++round) {
        push_many(expected, round);
        push_many(with_threads, round);
        push_many(without, round);
        push_many(alone, round);
        auto const& change = expected.step();
        REQUIRE_FALSE(change.empty());
        CHECK(with_threads.step() == change);
        CHECK(without.step() == change);
        CHECK(alone.step() == change);
    }
}

TEST_CASE("parallel_engine: run-time circuits, with operators of all classes", "[engine][parallel]") {
    auto const a = source<runtime>("a");
    auto const b = source<runtime>("b");
    auto const tens = [](int x) { return x / 10; };
    auto const joined = join(a, b, on(tens, tens), [](int x, int y) { return x + y; });
    auto const reached = fixpoint(
        [](auto x, auto in) {
            auto const next = map(x, [](int i) { return i + 7; });
            return distinct(in + filter(next, [](int i) { return i < 400; }));
        },
        except_all(a, b));
    auto const least = group_by(joined, tens) | top_k(2);
    auto const circuit = integrate(differentiate(distinct(joined))) + reached + least +
                         product(b, least, [](int x, int y) { return x - y; });
    engine expected(circuit);
    parallel_engine running(circuit, by_threads);
    parallel_engine in_turn(circuit, by_caller);
    for (int round = 1; round < 5; ++round) {
        for (int i = 0; i < 40; ++i) {
            for (auto* const in :
                 {&expected.input<int>("a"), &running.input<int>("a"), &in_turn.input<int>("a")}) {
                in->push(i * round, 1);
            }
            for (auto* const in :
                 {&expected.input<int>("b"), &running.input<int>("b"), &in_turn.input<int>("b")}) {
                in->push(i + 3 * (round == 3 ? 2 : round), round == 3 ? -1 : 1);
            }
        }
        auto const& change = expected.step();
        REQUIRE_FALSE(change.empty());
        CHECK(running.step() == change);
        CHECK(in_turn.step() == change);
    }
}

TEST_CASE("parallel_engine: pieces come in an order that does not depend on threads", "[engine][parallel]") {
    parallel_engine one(circuit_with_errors(), by_threads);
    parallel_engine other(circuit_with_errors(), by_caller);
    for (int round = 1; round < 6; ++round) {
        push_many(one, round);
        push_many(other, round);
        auto const got = pieces_of(one);
        CHECK_FALSE(got.empty());
        CHECK(got == pieces_of(other));
    }
}

TEST_CASE("parallel_engine: a step that fails in several workers changes nothing", "[engine][parallel]") {
    engine expected(circuit_with_errors());
    parallel_engine failing(circuit_with_errors(), by_threads);
    parallel_engine in_turn(circuit_with_errors(), by_caller);
    for (int round = 1; round < 4; ++round) {
        push_many(expected, round);
        push_many(failing, round);
        push_many(in_turn, round);
        for (auto* const one : {&failing, &in_turn}) {
            auto& b = one->input<row>("b");
            for (int i = 0; i < 30; ++i) { b.insert({i, -1 - i}); }
            CHECK_THROWS_AS(one->step(), std::runtime_error);
            REQUIRE(one->failure());
            CHECK(one->failure()->op == "map (checked)");
            auto staged = b.withdraw();
            CHECK(staged.size() == 330);
            std::erase_if(staged, [](const auto& change) { return change.first.second < 0; });
            for (auto& [r, w] : staged) { b.push(r, w); }
        }
        CHECK(failing.failure()->at == in_turn.failure()->at);
        auto const& change = expected.step();
        CHECK(failing.step() == change);
        CHECK(in_turn.step() == change);
        CHECK_FALSE(failing.failure());
    }
}

TEST_CASE("parallel_engine: what the consumer throws makes the step fail", "[engine][parallel]") {
    engine expected(circuit_with_errors());
    parallel_engine failing(circuit_with_errors(), by_threads);
    push_many(expected, 1);
    push_many(failing, 1);
    CHECK_THROWS_AS(failing.step([](const auto&, const auto&) { throw 7; }), int);
    CHECK(failing.failure()->op == "the consumer of the output");
    CHECK(failing.step() == expected.step());
}

TEST_CASE("parallel_engine: collecting forgets keys in all workers", "[engine][parallel]") {
    auto const closes = closing(first_of, [](int key) { return event_time{key}; });
    auto const sums = source<row>("a") | group_by(closes) | aggregate(sum(second_of));
    parallel_engine running(sums, by_threads);
    auto& a = running.input<row>("a");
    for (int key = 0; key < 20; ++key) { a.insert({key, 1}); }
    CHECK(running.step().size() == 20);
    running.collect(9);
    for (int key = 0; key < 20; ++key) {
        a.insert({key, 1});
        if (key < 10) {
            CHECK_THROWS_AS(running.step(), late_error);
            CHECK(a.withdraw().size() == 1);
        }
    }
    CHECK(running.step().size() == 20); // a row less and a row more for each of ten keys
}

TEST_CASE("parallel_engine: errors of use", "[engine][parallel]") {
    auto const circuit = circuit_with_errors();
    CHECK_THROWS_MATCHES(parallel_engine(circuit, {.count = 0}), circuit_error,
                         MessageMatches(ContainsSubstring("the number of workers is 0")));
    parallel_engine one(circuit, by_caller);
    CHECK_THROWS_AS(one.input<row>("c"), circuit_error);
    CHECK_THROWS_AS(one.input<int>("a"), circuit_error);
    auto& a = one.input<row>("a");
    auto const nested = [&](const auto&, const auto&) { one.step(); };
    push_many(one, 1);
    CHECK_THROWS_MATCHES(one.step(nested), broken_state_error,
                         MessageMatches(ContainsSubstring("a step is running")));
    CHECK(a.withdraw().size() == 300);
    auto moved = std::move(one);
    CHECK(moved.step().empty());
    CHECK_THROWS_AS(one.step(), broken_state_error); // NOLINT(bugprone-use-after-move): that is the case
}

} // namespace dbsp::test
