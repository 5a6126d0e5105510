#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/pipeline.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/mutual_fixpoint.hpp>

#include "unit/support/parities.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

namespace dbsp::test {

using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {
/// Paths with an even and with an odd number of edges.
auto const parities = [](auto even, auto odd, auto edges) {
    return std::tuple(distinct(join(odd, edges, on(second_of, first_of), ends_of)),
                      distinct(edges + join(even, edges, on(second_of, first_of), ends_of)));
};
} // namespace

TEST_CASE("mutual_fixpoint: relations of the same rows, each in terms of the other",
          "[operator][mutual_fixpoint]") {
    auto const [even, odd] = mutual_fixpoint<row, row>(parities, source<row>("a"));
    pipeline views(materialized_view("even", even), materialized_view("odd", odd));
    check_parities(views);
}

TEST_CASE("mutual_fixpoint: one relation is like any circuit", "[operator][mutual_fixpoint]") {
    auto const even = std::get<0>(mutual_fixpoint<row, row>(parities, source<row>("a")));
    check_steps<decltype(even), row>(even,
                                     {{{zset<row>{{{1, 2}, 1}, {{2, 1}, 1}}}, {{{1, 1}, 1}, {{2, 2}, 1}}},
                                      {{zset<row>{{{2, 1}, -1}}}, {{{1, 1}, -1}, {{2, 2}, -1}}}});
}

TEST_CASE("mutual_fixpoint: relations of different rows, several inputs", "[operator][mutual_fixpoint]") {
    // Who may open a room, and what they read there: a text says who may open what.
    using grant = std::pair<std::string, int>;
    auto const names = [](const grant& g) { return g.first; };
    auto const rooms = [](const grant& g) { return g.second; };
    auto const [opens, reads] = mutual_fixpoint<grant, std::string>(
        [&](auto may, auto known, auto start, auto texts) {
            auto const told = [](const std::string&, const grant& g) { return g; };
            auto const text = [](const grant&, const grant& g) { return g.first; };
            return std::tuple(distinct(start + join(known, texts, on(identity_fn{}, names), told)),
                              distinct(join(may, texts, on(rooms, rooms), text)));
        },
        source<grant>("start"), source<grant>("texts"));
    pipeline views(materialized_view("opens", opens), materialized_view("reads", reads));
    views.input<grant>("start").insert({"door", 1});
    views.input<grant>("texts").push({{{"note", 1}, 1}, {{"note", 2}, 1}, {{"map", 2}, 1}, {{"map", 3}, 1}});
    views.step();
    CHECK(views.state<std::string>("reads") == zset<std::string>{{"note", 1}, {"map", 1}});
    CHECK(views.state<grant>("opens").size() == 5);
    views.input<grant>("start").erase({"door", 1});
    views.step();
    CHECK(views.state<std::string>("reads").empty()); // they lead to each other only
    CHECK(views.state<grant>("opens").empty());
}

TEST_CASE("mutual_fixpoint: has a name and a budget", "[operator][mutual_fixpoint]") {
    auto const up = [](int i) { return i + 1; };
    auto const [a, b] = mutual_fixpoint<int, int>(
        "numbers", iteration_budget{5},
        [up](auto x, auto y, auto in) { return std::tuple(in + map(y, up), map(x, up)); }, source<int>("in"));
    engine machine(a + b);
    machine.input<int>("in").insert(0);
    CHECK_THROWS_MATCHES(machine.step(), budget_error,
                         MessageMatches(StartsWith("fixpoint 'numbers': no fixpoint after 5 iterations")));
}

} // namespace dbsp::test
