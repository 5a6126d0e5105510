#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/full_join.hpp>
#include <dbsp/pass/graph.hpp>

#include "unit/support/compiled_engine.hpp"
#include "unit/support/counting.hpp"
#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;

namespace {
using runtime = circuit<functions<int>>;
} // namespace

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

} // namespace dbsp::test
