#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/pass/incrementalize.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

TEST_CASE("variable: the iterate of an outer fixpoint does not reach into an inner one",
          "[operator][variable]") {
    auto const wrong = fixpoint(
        [](auto x, auto a) { return fixpoint([=](auto y, auto b) { return distinct(x + y + b); }, a); },
        source<int>("a"));
    auto const message = MessageMatches(StartsWith("iterate of fixpoint no. 1 used outside its body"));
    CHECK_THROWS_MATCHES(engine(wrong), circuit_error, message);
    CHECK_THROWS_MATCHES(evaluator(wrong), circuit_error, message);
    auto const incremental = incrementalize(wrong);
    CHECK_THROWS_MATCHES(evaluator(incremental), circuit_error, message);
}

TEST_CASE("import: an input of an outer fixpoint does not reach into an inner one", "[operator][variable]") {
    auto const wrong = fixpoint(
        [](auto x, auto a) { return fixpoint([=](auto y, auto b) { return distinct(a + y + b); }, x); },
        source<int>("a"));
    auto const message = MessageMatches(StartsWith("input of fixpoint no. 1 used outside its body"));
    CHECK_THROWS_MATCHES(engine(wrong), circuit_error, message);
    CHECK_THROWS_MATCHES(evaluator(wrong), circuit_error, message);
}

} // namespace dbsp::test
