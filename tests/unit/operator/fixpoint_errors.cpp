#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/pass/incrementalize.hpp>

#include "unit/support/compiled_engine.hpp"
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
} // namespace

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
