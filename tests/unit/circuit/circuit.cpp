#include <dbsp/circuit/circuit.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
using runtime = circuit<functions<int>>;
} // namespace

TEST_CASE("circuit: is built by the functions that build static circuits", "[circuit]") {
    auto const a = source<runtime>("a");
    auto const c = a | filter([](int i) { return i > 0; }) | distinct();
    STATIC_REQUIRE(std::same_as<decltype(a), const runtime>);
    STATIC_REQUIRE(std::same_as<decltype(c), const runtime>);
    STATIC_REQUIRE(dynamic_circuit<runtime>);
    check_one<int>(c, {{{{1, 2}, {-1, 1}}, {{1, 1}}}, {{{1, -2}}, {{1, -1}}}});
}

TEST_CASE("circuit: can be built in a loop", "[circuit]") {
    auto c = source<runtime>("a");
    for (int n = 0; n < 5; ++n) {
        c = c + map(c, [](int i) { return i + 1; });
    }
    check_one<int>(c, {{{{0, 1}}, {{0, 1}, {1, 5}, {2, 10}, {3, 10}, {4, 5}, {5, 1}}}});
}

TEST_CASE("circuit: copies are one piece of the graph, two calls are two", "[circuit]") {
    auto const a = source<runtime>("a");
    auto const copy = a; // NOLINT(performance-unnecessary-copy-initialization)
    CHECK(a.identity() == copy.identity());
    CHECK(a.identity() != source<runtime>("a").identity());
    CHECK(share(a).identity() == a.identity());
}

TEST_CASE("circuit: visit gives the node in its own type", "[circuit]") {
    auto const c = distinct(source<runtime>("a"));
    CHECK(c.visit([](const auto& n) { return std::string(n.op.name); }) == "distinct");
    CHECK(c.visit([]<class Node>(const Node&) { return Node::arity; }) == 1);
}

} // namespace dbsp::test
