#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/full_join.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/print.hpp>
#include <dbsp/pass/simplify.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <optional>
#include <string>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {
using runtime = circuit<functions<int>>;
constexpr auto first = [](const row& r) { return r.first; };
constexpr auto second = [](const row& r) { return r.second; };
constexpr auto ends = [](const row& a, const row& b) { return row{a.first, b.second}; };
constexpr auto closure = [](auto edges) {
    return fixpoint([](auto x, auto e) { return distinct(e + join(x, e, on(second, first), ends)); }, edges);
};
} // namespace

TEST_CASE("fixpoint: paths come and go with their edges", "[operator][fixpoint]") {
    check_one<row>(closure(source<row>("a")),
                   {{{{{1, 2}, 1}, {{2, 3}, 1}}, {{{1, 2}, 1}, {{2, 3}, 1}, {{1, 3}, 1}}},
                    {{{{3, 4}, 1}}, {{{3, 4}, 1}, {{2, 4}, 1}, {{1, 4}, 1}}},
                    {{{{2, 3}, -1}}, {{{2, 3}, -1}, {{1, 3}, -1}, {{2, 4}, -1}, {{1, 4}, -1}}}});
}

TEST_CASE("fixpoint: a path with another derivation stays", "[operator][fixpoint]") {
    check_one<row>(closure(source<row>("a")),
                   {{{{{1, 2}, 1}, {{2, 4}, 1}, {{1, 3}, 1}, {{3, 4}, 1}},
                     {{{1, 2}, 1}, {{2, 4}, 1}, {{1, 3}, 1}, {{3, 4}, 1}, {{1, 4}, 1}}},
                    {{{{2, 4}, -1}}, {{{2, 4}, -1}}},
                    {{{{3, 4}, -1}}, {{{3, 4}, -1}, {{1, 4}, -1}}}});
}

TEST_CASE("fixpoint: a cycle does not keep itself alive", "[operator][fixpoint]") {
    check_one<row>(closure(source<row>("a")),
                   {{{{{1, 2}, 1}, {{2, 3}, 1}, {{3, 2}, 1}},
                     {{{1, 2}, 1}, {{1, 3}, 1}, {{2, 2}, 1}, {{2, 3}, 1}, {{3, 2}, 1}, {{3, 3}, 1}}},
                    {{{{1, 2}, -1}}, {{{1, 2}, -1}, {{1, 3}, -1}}},
                    {{{{3, 2}, -1}}, {{{2, 2}, -1}, {{3, 2}, -1}, {{3, 3}, -1}}}});
}

TEST_CASE("fixpoint: a recursion without end is given up with a hint", "[operator][fixpoint]") {
    auto const endless = fixpoint(
        iteration_budget{20}, [](auto x, auto in) { return in + map(x, [](int i) { return i + 1; }); },
        source<int>("a"));
    auto const run = [](auto machine) {
        machine.template input<int>("a").insert(0);
        machine.step();
    };
    auto const message = MessageMatches(ContainsSubstring(
        "no fixpoint after 20 iterations; is the recursion bounded (a distinct in the body, data without "
        "cycles)? Raise the limit with iteration_budget"));
    CHECK_THROWS_MATCHES(run(evaluator(endless)), budget_error, message);
    CHECK_THROWS_MATCHES(run(evaluator(incrementalize(endless))), budget_error, message);
    CHECK_THROWS_MATCHES(run(engine(endless)), budget_error, message);
}

TEST_CASE("fixpoint: a source in the body is an error, also one that is an input as well",
          "[operator][fixpoint]") {
    auto const message = MessageMatches(
        ContainsSubstring("source 'a' stands inside the body of a fixpoint; hand it in as an input"));
    auto const check = [&](const auto& wrong) {
        CHECK_THROWS_MATCHES(engine(wrong), circuit_error, message);
        CHECK_THROWS_MATCHES(evaluator(wrong), circuit_error, message);
        auto const incremental = incrementalize(wrong);
        CHECK_THROWS_MATCHES(evaluator(incremental), circuit_error, message);
    };
    auto const a = source<int>("a");
    check(fixpoint([=](auto x, auto) { return distinct(x + a); }, a));
    auto const b = share(map(a, identity_fn{}));
    check(fixpoint([=](auto x, auto) { return distinct(x + b); }, b));
    auto const c = source<runtime>("a");
    check(fixpoint([=](auto x, auto) { return distinct(x + c); }, c));
}

TEST_CASE("fixpoint: a body that looks at time is an error", "[operator][fixpoint]") {
    auto const message = [](const char* name) {
        return MessageMatches(ContainsSubstring(
            std::string(name) + " inside the body of a fixpoint: a body is a function of one iterate"));
    };
    auto const late = fixpoint([](auto x, auto in) { return distinct(delay(x) + in); }, source<int>("a"));
    CHECK_THROWS_MATCHES(engine(late), circuit_error, message("delay"));
    CHECK_THROWS_MATCHES(evaluator(late), circuit_error, message("delay"));
    CHECK_THROWS_MATCHES(incrementalize(late), circuit_error, message("delay"));
    auto const sums = fixpoint([](auto x, auto in) { return distinct(integrate(x) + in); }, source<int>("a"));
    CHECK_THROWS_MATCHES(engine(sums), circuit_error, message("integrate"));
    CHECK_THROWS_MATCHES(evaluator(sums), circuit_error, message("integrate"));
}

TEST_CASE("fixpoint: run-time circuits nest as deep as they say", "[operator][fixpoint]") {
    auto const nested = fixpoint(
        [](auto x, auto in) { return fixpoint([](auto y, auto z) { return distinct(y + z); }, x + in); },
        source<runtime>("a"));
    CHECK_NOTHROW(evaluator(nested));
    CHECK_THROWS_MATCHES(engine(nested), circuit_error,
                         MessageMatches(ContainsSubstring("deep; build this one as a static circuit")));
}

TEST_CASE("fixpoint: two levels in a static circuit", "[operator][fixpoint]") {
    auto const nested = fixpoint(
        [](auto x, auto a, auto b) {
            auto const inner = fixpoint(
                [](auto y, auto start) { return distinct(start + join(y, start, on(second, first), ends)); },
                x);
            return distinct(a + join(inner, b, on(second, first), ends));
        },
        source<row>("a"), source<row>("b"));
    check_two<row, row>(nested,
                        {{{{{1, 2}, 1}, {{3, 4}, 1}}, {{{2, 3}, 1}}, {{{1, 2}, 1}, {{3, 4}, 1}, {{1, 3}, 1}}},
                         {{}, {{{4, 5}, 1}}, {{{3, 5}, 1}, {{1, 5}, 1}}},
                         {{{{3, 4}, -1}}, {}, {{{3, 4}, -1}, {{3, 5}, -1}, {{1, 5}, -1}}}});
}

TEST_CASE("fixpoint: the shortest way gets longer when an edge goes", "[operator][fixpoint]") {
    auto const hops = fixpoint<row>(
        [](auto x, auto edges, auto starts) {
            auto const further = join(x, edges, on(first, first), [](const row& at, const row& edge) {
                return row{edge.second, at.second + 1};
            });
            return aggregate_as(
                group_by(map(starts, [](int i) { return row{i, 0}; }) + further, first),
                [](int node, int n) { return row{node, n}; }, min(second));
        },
        source<row>("a"), source<int>("b"));
    check_two<row, int>(hops, {{{{{1, 2}, 1}, {{2, 3}, 1}, {{1, 3}, 1}, {{3, 1}, 1}},
                                {{1, 1}},
                                {{{1, 0}, 1}, {{2, 1}, 1}, {{3, 1}, 1}}},
                               {{{{1, 3}, -1}}, {}, {{{3, 1}, -1}, {{3, 2}, 1}}},
                               {{}, {{1, -1}}, {{{1, 0}, -1}, {{2, 1}, -1}, {{3, 2}, -1}}}});
}

namespace {
constexpr auto up = [](int i) { return i + 1; };
/// Settles where `in` is empty, and else never.
constexpr auto count_up = [](auto x, auto in) { return in + map(x, up); };

std::string budget_message(auto machine, const char* pushed) {
    machine.template input<int>(pushed).insert(0);
    try {
        machine.step();
    } catch (const budget_error& e) { return e.what(); }
    return "none";
}
} // namespace

TEST_CASE("fixpoint: prints and errors call it by its name", "[operator][fixpoint]") {
    auto const check = [](auto in) {
        auto const numbers = fixpoint("numbers", iteration_budget{20}, count_up, in);
        auto const title = ContainsSubstring("fixpoint 'numbers': no fixpoint after 20 iterations");
        CHECK_THAT(budget_message(engine(numbers), "a"), title);
        CHECK_THAT(budget_message(evaluator(numbers), "a"), title);
        CHECK_THAT(budget_message(evaluator(incrementalize(numbers)), "a"), title);
        CHECK_THAT(budget_message(engine(simplify(numbers)), "a"), title);
        CHECK_THAT(print_text(numbers), ContainsSubstring("fixpoint: numbers"));
        CHECK_THAT(print_text(simplify(numbers)), ContainsSubstring("fixpoint: numbers"));
        CHECK_THAT(print_text(incrementalize(numbers)), ContainsSubstring("fixpoint: numbers, of changes"));
        CHECK_THAT(print_text(fixpoint<int>("numbers", count_up, in)),
                   ContainsSubstring("fixpoint: numbers"));
    };
    check(source<int>("a"));
    check(source<runtime>("a"));
}

TEST_CASE("fixpoint: without a name, the number of the error is that of the print", "[operator][fixpoint]") {
    auto const all = on(identity_fn{}, identity_fn{});
    auto const left = [](int i, int) { return i; };
    auto const none = identity_fn{};
    // Composite operators ask for their inputs in an order of their own.
    auto const check = [&](auto a, auto b) {
        auto const budget = iteration_budget{20};
        auto const of_a = share(fixpoint(budget, count_up, a));
        auto const of_b = share(fixpoint(budget, count_up, b));
        auto const both = full_join(antijoin(of_a, of_b, all), of_b, all, left, none, none);
        auto const numbered = [](const circuit_graph& graph, const std::string& name) {
            for (const auto& v : graph.vertices) {
                if (v.name == "fixpoint" && graph.vertices.at(v.inputs.at(0)).label == name) {
                    return v.label;
                }
            }
            return std::string("none");
        };
        for (const char* pushed : {"a", "b"}) {
            auto const number = numbered(graph_of(both), pushed);
            CAPTURE(pushed, number);
            auto const title = ContainsSubstring("fixpoint " + number + ": no fixpoint");
            CHECK_THAT(budget_message(engine(both), pushed), title);
            CHECK_THAT(budget_message(evaluator(both), pushed), title);
        }
        CHECK(numbered(graph_of(both), "a") == "no. 1");
        CHECK(numbered(graph_of(both), "b") == "no. 2");
    };
    check(source<runtime>("a"), source<runtime>("b"));
    check(source<int>("a"), source<int>("b"));
}

TEST_CASE("fixpoint: a leaf outside its body says whose it is", "[operator][fixpoint]") {
    std::optional<node<op::variable<int, default_weight>>> kept;
    auto const keep = [&](auto x, auto in) { return kept = x, x + in; };
    static_cast<void>(fixpoint("first", keep, source<int>("a")));
    CHECK_THROWS_MATCHES(engine(*kept), circuit_error,
                         MessageMatches(ContainsSubstring("iterate of fixpoint 'first' used outside")));
    static_cast<void>(fixpoint(keep, source<int>("a")));
    CHECK_THROWS_MATCHES(engine(*kept), circuit_error,
                         MessageMatches(ContainsSubstring("iterate of another fixpoint used outside")));
}

} // namespace dbsp::test
